package io.polygate.door.graphql;

import io.polygate.bus.BusClient;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.edge.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/graphql` by GET, POST and WebSocket, and `/graphiql` where it is wanted.
public final class GraphQlVerticle extends VerticleBase {

    public static final String PATH = "/graphql";

    private final Edge edge;
    private final BusClient bus;
    private final Engine engine;
    private Limits limits;
    private @Nullable Runnable unmount;

    /// What holds for requests that begin.
    public record Limits(GraphQlConfig config, ServerConfig server) {}

    public GraphQlVerticle(Edge edge, BusClient bus, Engine engine, Limits limits) {
        this.edge = edge;
        this.bus = bus;
        this.engine = engine;
        this.limits = limits;
    }

    @Override
    public Future<?> start() {
        unmount = edge.mount(List.of(Route.get(PATH, this::ask), Route.post(PATH, this::ask)));
        return Future.succeededFuture();
    }

    private void ask(EdgeRequest request) {
        new HttpExchange(request, setting()).begin();
    }

    private HttpExchange.Setting setting() {
        var server = limits.server();
        return new HttpExchange.Setting(
                vertx,
                bus,
                engine,
                limits.config(),
                new RequestReader(server.maxDepth()),
                new Origins(server.cors().origins()),
                server.streamKeepalive());
    }

    /// Serves requests that begin from now on within other limits.
    public void use(Limits next) {
        limits = next;
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        return Future.succeededFuture();
    }
}
