package io.polygate.provider.http;

import io.polygate.provider.ProviderConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes the pooled client of a provider, one per shard so that a call stays on its event loop.
final class Clients {

    private static final int KEEP_ALIVE_SECONDS = 55;
    /// A connection is not kept for ever, so that a change of the backend's address is seen.
    private static final int MAX_LIFETIME_MINUTES = 10;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int CHUNK = 64 * 1024;
    /// Room for a long prompt, so that it leaves with its head in one write.
    private static final int SEND_BUFFER = 256 * 1024;

    private static final int HTTP2_CONNECTIONS = 16;

    private Clients() {}

    static HttpClient of(Vertx vertx, ProviderConfig config, boolean tls) {
        var options = new HttpClientOptions()
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER)
                .setMaxChunkSize(CHUNK)
                .setTcpNoDelay(true)
                .setSendBufferSize(SEND_BUFFER)
                .setSsl(tls)
                .setUseAlpn(tls)
                .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setVerifyHost(true);
        Trust.apply(config.tls(), options);
        var pool = new PoolOptions()
                .setHttp1MaxSize(config.limits().connections())
                .setHttp2MaxSize(HTTP2_CONNECTIONS)
                .setMaxWaitQueueSize(config.limits().queue())
                .setMaxLifetime(MAX_LIFETIME_MINUTES)
                .setMaxLifetimeUnit(TimeUnit.MINUTES)
                .setCleanerPeriod(5_000);
        return vertx.httpClientBuilder().with(options).with(pool).build();
    }

    static boolean tls(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /// Where a path below a base URL is.
    static RequestOptions request(URI base, Duration connect, String path) {
        boolean tls = tls(base);
        var prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return new RequestOptions()
                .setHost(base.getHost())
                .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI((prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path)
                .setConnectTimeout(connect.toMillis());
    }
}
