package io.polygate.door.websocket;

import io.polygate.bus.BusClient;
import io.polygate.door.Caller;
import io.polygate.door.Connections;
import io.polygate.door.Handshake;
import io.polygate.door.Heartbeats;
import io.polygate.door.Link;
import io.polygate.door.WebSocketConfig;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.RawConnection;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Dialects;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/ws` for clients of the two protocols, and the demo page that speaks both.
public final class WebSocketVerticle extends VerticleBase {

    private static final String PROTOCOL = "polygate";
    private static final String KEY_PROTOCOL = "bearer.";

    private final Edge edge;
    private final Dialects dialects;
    private final Connections connections;
    private final ResumableCalls resumable;
    private final Calls calls;
    private final Heartbeats heartbeats = new Heartbeats();
    private Limits limits;
    private @Nullable Runnable unmount;

    /// What the doors of a node share.
    public record Node(Connections connections, ResumableCalls resumable) {}

    /// The limits that a connection gets when it opens.
    ///
    /// @param maxDepth deepest nesting of a message
    /// @param origins pages that may connect without a key, where the gateway is open; `*` is any
    public record Limits(WebSocketConfig config, int maxDepth, List<String> origins) {

        public Limits {
            origins = List.copyOf(origins);
        }
    }

    public WebSocketVerticle(Edge edge, BusClient bus, Limits limits, Dialects dialects, Node node) {
        this.edge = edge;
        this.calls = new Calls(bus);
        this.limits = limits;
        this.dialects = dialects;
        this.connections = node.connections();
        this.resumable = node.resumable();
    }

    @Override
    public Future<?> start() {
        heartbeats.start(vertx, limits.config());
        unmount = edge.mount(List.of(Route.get("/ws", this::connect), Route.get("/demo", DemoPage::serve)));
        return Future.succeededFuture();
    }

    private void connect(EdgeRequest request) {
        var handshake = Handshake.of(request);
        var problem = handshake.problem(request);
        if (problem != null) {
            request.fail(problem);
            return;
        }
        Identification.ask(
                calls,
                request,
                dialects,
                handshake.key(request, KEY_PROTOCOL),
                caller -> upgrade(request, handshake, caller));
    }

    private void upgrade(EdgeRequest request, Handshake handshake, Caller caller) {
        var refusal = refusal(request, caller);
        if (refusal != null) {
            request.fail(refusal);
            return;
        }
        var config = limits.config();
        var socket = request.upgrade(
                handshake.answer(PROTOCOL), config.sendQueueBytes(), connection -> open(connection, caller));
        if (socket == null) {
            connections.leave(caller);
        }
    }

    private @Nullable GatewayError refusal(EdgeRequest request, Caller caller) {
        if (heartbeats.retiring()) {
            return Client.stopping();
        }
        var origin = request.header(HttpHeaders.ORIGIN);
        if (caller.key() == null && origin != null && !allowed(origin, request.header(HttpHeaders.HOST))) {
            var message = "a page of another origin needs a key (expected: one of server.cors.origins)";
            return GatewayError.of(ErrorKind.PERMISSION_DENIED, message);
        }
        return connections.enter(caller, limits.config());
    }

    /// A browser lets any page connect to any host, so that without keys only the origin tells who asks.
    private boolean allowed(String origin, @Nullable String host) {
        return host != null && origin.endsWith("://" + host)
                || limits.origins().contains("*")
                || limits.origins().contains(origin);
    }

    private Link open(RawConnection socket, Caller caller) {
        var setting = new Client.Setting(calls, resumable, limits.config(), limits.maxDepth(), heartbeats::retiring);
        var opened = new Opened(caller);
        var link = new Link(socket, limits.config(), made -> new Client(setting, caller, made), opened);
        opened.begin(link);
        return link;
    }

    /// A connection on the lists, until it is gone.
    private final class Opened implements Runnable {

        private final Caller caller;
        private @Nullable Link link;
        private @Nullable Runnable unlist;

        Opened(Caller caller) {
            this.caller = caller;
        }

        void begin(Link opened) {
            link = opened;
            heartbeats.add(opened);
            unlist = connections.add("/ws", caller, opened);
        }

        @Override
        public void run() {
            if (link != null && unlist != null) {
                heartbeats.remove(link);
                unlist.run();
                connections.leave(caller);
            }
        }
    }

    /// Serves connections that open from now on within other limits.
    public void use(Limits next) {
        limits = next;
    }

    /// Takes no new connections or calls, and ends each connection as soon as nothing is open on it.
    public void drain() {
        heartbeats.retire();
    }

    /// Ends all connections.
    public void end() {
        heartbeats.end();
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        heartbeats.end();
        return Future.succeededFuture();
    }
}
