package io.polygate.door.graphql;

import io.polygate.bus.BusClient;
import io.polygate.door.Connections;
import io.polygate.door.Handshake;
import io.polygate.door.WebSocketConfig;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.edge.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/graphql` by GET, POST and WebSocket, and `/graphiql` where it is wanted.
public final class GraphQlVerticle extends VerticleBase {

    public static final String PATH = "/graphql";

    private final Edge edge;
    private final BusClient bus;
    private final Engine engine;
    private final SocketDoor sockets;
    private Limits limits;
    private @Nullable Runnable unmount;

    /// What holds for requests that begin.
    public record Limits(GraphQlConfig config, ServerConfig server, WebSocketConfig websocket) {}

    /// What the doors of a node share.
    public record Node(Engine engine, Connections connections) {}

    public GraphQlVerticle(Edge edge, BusClient bus, Node node, Limits limits) {
        this.edge = edge;
        this.bus = bus;
        this.engine = node.engine();
        this.limits = limits;
        this.sockets = new SocketDoor(node.connections(), this::socketSetting);
    }

    @Override
    public Future<?> start() {
        sockets.heartbeats().start(vertx, limits.websocket());
        var routes = new ArrayList<>(List.of(Route.get(PATH, this::ask), Route.post(PATH, this::ask)));
        routes.addAll(new GraphiQlPage(vertx, () -> limits.config().graphiql()).routes());
        unmount = edge.mount(routes);
        return Future.succeededFuture();
    }

    private void ask(EdgeRequest request) {
        if (Handshake.wanted(request)) {
            sockets.connect(request);
        } else {
            new HttpExchange(request, setting()).begin();
        }
    }

    /// `connection_init` may take as long as a request's head.
    private SocketDoor.Setting socketSetting() {
        var server = limits.server();
        return new SocketDoor.Setting(
                setting(),
                limits.websocket(),
                server.maxDepth(),
                server.headerTimeout().toMillis());
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

    /// Takes no new connections or operations, and ends each connection as soon as nothing is open on it.
    public void drain() {
        sockets.heartbeats().retire();
    }

    /// Ends all connections.
    public void end() {
        sockets.heartbeats().end();
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        sockets.heartbeats().cut();
        return Future.succeededFuture();
    }
}
