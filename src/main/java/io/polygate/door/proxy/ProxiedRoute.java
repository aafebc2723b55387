package io.polygate.door.proxy;

import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Endpoint;
import io.polygate.model.BodyOutline;
import io.polygate.model.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import java.util.List;

/// Takes the requests of one route to its backend, once their callers are known where that is asked for.
final class ProxiedRoute implements Endpoint {

    static final String DOOR = "proxy";

    private static final int CONNECTIONS = 1024;
    private static final int QUEUE = 1024;
    private static final int CHUNK = 64 * 1024;

    private final Vertx vertx;
    private final ProxyRoute route;
    private final BusClient bus;
    private final ProxyVerticle.Seen seen;
    private final HttpClient client;

    ProxiedRoute(Vertx vertx, ProxyRoute route, BusClient bus, ProxyVerticle.Seen seen) {
        this.vertx = vertx;
        this.route = route;
        this.bus = bus;
        this.seen = seen;
        var options = new HttpClientOptions()
                .setSsl(route.tls())
                .setVerifyHost(true)
                .setMaxChunkSize(CHUNK)
                .setDecompressionSupported(false);
        var pool = new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(QUEUE);
        client = vertx.httpClientBuilder().with(options).with(pool).build();
    }

    private Future<HttpClientRequest> origin() {
        return client.request(new RequestOptions()
                .setHost(route.target().getHost())
                .setPort(route.port())
                .setSsl(route.tls())
                .setConnectTimeout(route.timeout().toMillis())
                .setIdleTimeout(route.timeout().toMillis()));
    }

    @Override
    public void handle(EdgeRequest request) {
        if (!route.auth()) {
            forward(request, "");
            return;
        }
        request.http().pause();
        bus.open(identify(request), new Introduced(request, name -> forward(request, name)));
    }

    private void forward(EdgeRequest request, String caller) {
        var account = new ProxyAccount(request, caller, seen);
        request.response().endHandler(v -> account.ended());
        request.response().closeHandler(v -> account.left());
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(context -> origin())
                .addInterceptor(new RouteInterceptor(route, request), true)
                .handle(request.http());
    }

    private static Call identify(EdgeRequest request) {
        return new Call(
                request.id(),
                DOOR,
                "openai",
                Operation.IDENTIFY,
                Credentials.of(request),
                request.peer(),
                null,
                false,
                Buffer.buffer(),
                BodyOutline.NONE,
                null,
                "",
                List.of(),
                null,
                request.startedNanos());
    }

    /// The configuration names it no more: open requests may end, then its connections close.
    void retire() {
        vertx.setTimer(Math.max(1, route.timeout().toMillis()), id -> client.close());
    }
}
