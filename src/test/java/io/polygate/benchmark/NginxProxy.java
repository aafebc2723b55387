package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// nginx as a plain reverse proxy with upstream keep-alive: the cheapest gateway there could be, and what ours is
/// compared with.
///
/// One worker; no access log; large enough buffers that no prompt is spooled to disk; calls buffered as is nginx's
/// default, streams not.
final class NginxProxy {
    private static final String CONFIG = """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx-error.log warn;
            events { worker_connections 8192; }
            http {
              access_log off;
              tcp_nodelay on;
              client_body_temp_path %1$s/client_body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              client_max_body_size 32m;
              client_body_buffer_size 2m;
              keepalive_timeout 600s;
              keepalive_requests 1000000000;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              upstream backend {
                server 127.0.0.1:%2$d;
                keepalive 2048;
                keepalive_timeout 600s;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:%3$d backlog=4096;
                location / { proxy_pass http://backend; }
              }
              server {
                listen 127.0.0.1:%4$d backlog=4096;
                location / { proxy_pass http://backend; proxy_buffering off; }
              }
            }
            """;

    private NginxProxy() {}

    static boolean installed() {
        return !Machine.output("nginx", "-v").isEmpty();
    }

    static Proxy start(Path directory, List<String> pin, int backendPort) throws IOException, InterruptedException {
        int calls = FreePort.take();
        int streams = FreePort.take();
        var config = directory.resolve("nginx.conf");
        Files.writeString(config, CONFIG.formatted(directory, backendPort, calls, streams));
        var errors = directory.resolve("nginx-error.log").toString();
        var command = Machine.command(pin, "nginx", "-p", directory.toString(), "-e", errors, "-c", config.toString());
        var process = Proxy.launch(directory, directory.resolve("nginx.log"), command);
        var proxy = new Proxy(Proxy.NGINX, calls, streams, process);
        FirstCall.await(proxy, calls);
        return proxy;
    }
}
