package io.polygate.door.websocket;

import io.polygate.bus.BusClient;
import io.polygate.bus.BusServer;
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
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/ws` for clients of the two protocols, the demo page that speaks both, and OpenAI's Realtime API.
public final class WebSocketVerticle extends VerticleBase {

    private static final String REALTIME = "/v1/realtime";
    private static final String PROTOCOL = "polygate";
    private static final String KEY_PROTOCOL = "bearer.";

    private final Edge edge;
    private final Dialects dialects;
    private final Connections connections;
    private final ResumableCalls resumable;
    private final BusClient bus;
    private final Calls calls;
    private final Heartbeats heartbeats = new Heartbeats();
    private Limits limits;
    private @Nullable Runnable unmount;
    private @Nullable BusServer server;

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
        this.bus = bus;
        this.calls = new Calls(bus);
        this.limits = limits;
        this.dialects = dialects;
        this.connections = node.connections();
        this.resumable = node.resumable();
    }

    @Override
    public Future<?> start() {
        heartbeats.start(vertx, limits.config());
        unmount = edge.mount(List.of(
                Route.get("/ws", this::connect),
                Route.get(REALTIME, this::converse),
                Route.get("/demo", DemoPage::serve)));
        if (!vertx.isClustered()) {
            return Future.succeededFuture();
        }
        var here = (ContextInternal) context;
        var listening = bus.alone((call, answer) -> resumable.resume(here, call, answer));
        server = listening;
        return listening.start();
    }

    private void connect(EdgeRequest request) {
        var handshake = Handshake.of(request);
        greet(request, handshake, handshake.key(request, KEY_PROTOCOL), caller -> {
            var socket = upgrade(
                    request, handshake.answer(PROTOCOL), new Speaking("/ws", caller, made -> client(caller, made)));
            if (socket == null) {
                connections.leave(caller);
            }
        });
    }

    private void converse(EdgeRequest request) {
        var handshake = Handshake.of(request);
        var realtime = new RealtimeHandshake(handshake, request.parameter("model"));
        greet(request, handshake, realtime.key(request), caller -> {
            var session = new RealtimeSession(request, new RealtimeSession.Upgrade() {
                @Override
                public @Nullable Link to(Function<Link, Link.Speaker> speaker) {
                    var lines = handshake.answer(RealtimeHandshake.PROTOCOL);
                    return upgrade(request, lines, new Speaking(REALTIME, caller, speaker));
                }

                @Override
                public void never() {
                    connections.leave(caller);
                }
            });
            session.begin(handler -> bus.open(realtime.call(request, caller.key()), handler));
        });
    }

    /// Lets in who speaks WebSocket, has a key and finds room.
    private void greet(EdgeRequest request, Handshake handshake, @Nullable String key, Consumer<Caller> welcome) {
        var problem = handshake.problem(request);
        if (problem != null) {
            request.fail(problem);
            return;
        }
        Identification.ask(calls, request, dialects, key, caller -> {
            var refusal = refusal(request, caller);
            if (refusal == null) {
                welcome.accept(caller);
            } else {
                request.fail(refusal);
            }
        });
    }

    private record Speaking(String path, Caller caller, Function<Link, Link.Speaker> speaker) {}

    private @Nullable Link upgrade(EdgeRequest request, String lines, Speaking speaking) {
        var opened = new Opened(speaking);
        var socket = request.upgrade(lines, limits.config().sendQueueBytes(), opened::begin);
        return socket == null ? null : opened.link;
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

    private Client client(Caller caller, Link link) {
        return new Client(
                new Client.Setting(
                        calls,
                        resumable,
                        server == null ? "" : server.address(),
                        limits.config(),
                        limits.maxDepth(),
                        heartbeats::retiring),
                caller,
                link);
    }

    /// A connection on the lists, until it is gone.
    private final class Opened implements Runnable {

        private final Speaking speaking;
        private @Nullable Link link;
        private @Nullable Runnable unlist;

        Opened(Speaking speaking) {
            this.speaking = speaking;
        }

        Link begin(RawConnection socket) {
            var opened = new Link(socket, limits.config(), speaking.speaker(), this);
            link = opened;
            heartbeats.add(opened);
            unlist = connections.add(speaking.path(), speaking.caller(), opened);
            return opened;
        }

        @Override
        public void run() {
            if (link != null && unlist != null) {
                heartbeats.remove(link);
                unlist.run();
                connections.leave(speaking.caller());
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
        heartbeats.cut();
        return server == null ? Future.succeededFuture() : server.stop();
    }
}
