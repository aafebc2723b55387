package io.polygate.discovery.kubernetes;

import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource.KubernetesApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/// Speaks with the API server as the pod's service account. The token is read for each request, as it is renewed on
/// disk.
final class ApiServer {

    private static final int CONNECT_MILLIS = 3_000;

    private final Vertx vertx;
    private final KubernetesApi api;
    private final DiscoveryLimits limits;
    private final HttpClient client;

    ApiServer(Vertx vertx, KubernetesApi api, DiscoveryLimits limits) {
        this.limits = limits;
        this.vertx = vertx;
        this.api = api;
        boolean secure = "https".equals(api.address().getScheme());
        var options = new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setSsl(secure);
        if (secure && Files.isReadable(api.ca())) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(api.ca().toString()));
        }
        this.client = vertx.createHttpClient(options);
    }

    /// Asks for a path; the answer comes paused.
    ///
    /// @param silenceMillis how long nothing may come
    Future<HttpClientResponse> get(String path, long silenceMillis) {
        var options = new RequestOptions()
                .setAbsoluteURI(api.address() + path)
                .setMethod(HttpMethod.GET)
                .setIdleTimeout(silenceMillis);
        return text(api.token())
                .compose(token -> client.request(options).compose(request -> send(request, token)))
                .map(response -> {
                    response.pause();
                    return response;
                });
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, String token) {
        request.putHeader("accept", "application/json");
        if (!token.isEmpty()) {
            request.putHeader("authorization", "Bearer " + token);
        }
        return request.send();
    }

    /// The namespace of the gateway's own pod; `default` where it has none.
    Future<String> ownNamespace() {
        return text(api.namespace()).map(name -> name.isEmpty() ? "default" : name);
    }

    private Future<String> text(Path file) {
        return vertx.fileSystem()
                .readFile(file.toString())
                .map(bytes -> bytes.toString().strip())
                .otherwise("");
    }

    DiscoveryLimits limits() {
        return limits;
    }

    void close() {
        client.close();
    }
}
