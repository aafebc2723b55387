package io.polygate.provider.http;

import io.polygate.provider.ProviderConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a shard reaches the addresses of a provider: one client for cleartext and one for TLS, each made when the first
/// call needs it, and the options of the requests that come again and again. Used on the shard's context.
public final class Connections {

    private static final int REMEMBERED = 1_024;

    private final Vertx vertx;
    private final ProviderConfig config;
    private final Map<URI, Map<String, RequestOptions>> requests = new HashMap<>();
    private int remembered;
    private @Nullable HttpClient plain;
    private @Nullable HttpClient secure;

    public Connections(Vertx vertx, ProviderConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    public HttpClient client(URI url) {
        if (Clients.tls(url)) {
            secure = secure == null ? Clients.of(vertx, config, true) : secure;
            return secure;
        }
        plain = plain == null ? Clients.of(vertx, config, false) : plain;
        return plain;
    }

    /// What to send to a path below an address.
    public RequestOptions request(URI url, HttpMethod method, String path) {
        if (method != HttpMethod.POST) {
            return made(url, path).setMethod(method);
        }
        if (remembered >= REMEMBERED) {
            requests.clear();
            remembered = 0;
        }
        return requests.computeIfAbsent(url, u -> new HashMap<>()).computeIfAbsent(path, p -> {
            remembered++;
            return made(url, p).setMethod(HttpMethod.POST);
        });
    }

    private RequestOptions made(URI url, String path) {
        return Clients.request(url, config.timeouts().connect(), path);
    }

    /// Closes the clients; what is open is cut.
    public void close() {
        if (plain != null) {
            plain.close();
        }
        if (secure != null) {
            secure.close();
        }
    }
}
