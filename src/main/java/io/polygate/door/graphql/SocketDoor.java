package io.polygate.door.graphql;

import io.polygate.door.Caller;
import io.polygate.door.Connections;
import io.polygate.door.Handshake;
import io.polygate.door.Heartbeats;
import io.polygate.door.Link;
import io.polygate.door.WebSocketConfig;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.RawConnection;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/graphql` for clients of `graphql-transport-ws`: upgrades, counts and lists their connections.
final class SocketDoor {

    private static final String PROTOCOL = "graphql-transport-ws";
    private static final int NOT_ACCEPTABLE = 4406;

    private final Connections connections;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Supplier<Setting> settings;

    /// What holds for connections that open.
    record Setting(HttpExchange.Setting shared, WebSocketConfig config, int maxDepth, long initMillis) {}

    SocketDoor(Connections connections, Supplier<Setting> settings) {
        this.connections = connections;
        this.settings = settings;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    /// Before `connection_init` nobody knows who it is: so long a connection counts as its address'.
    void connect(EdgeRequest request) {
        var handshake = Handshake.of(request);
        var problem = handshake.problem(request);
        if (problem == null && heartbeats.retiring()) {
            problem = GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down");
        }
        var setting = settings.get();
        var stranger = new Caller(request.id(), Credentials.of(request), request.peer(), request.peer());
        if (problem == null) {
            problem = connections.enter(stranger, setting.config);
        }
        if (problem != null) {
            request.fail(problem);
            return;
        }
        var opened = new Opened(request, setting, stranger);
        setting.shared.vertx().runOnContext(v -> upgrade(request, handshake, opened));
    }

    /// In a turn of its own: HTTP must be done with the request before its connection is taken over.
    private void upgrade(EdgeRequest request, Handshake handshake, Opened opened) {
        var upgraded =
                request.upgrade(handshake.answer(PROTOCOL), opened.setting.config.sendQueueBytes(), opened::open);
        if (upgraded == null) {
            connections.leave(opened.stranger);
        } else if (!handshake.protocols().contains(PROTOCOL)) {
            opened.close();
        }
    }

    /// A connection as this door knows it.
    private final class Opened implements SocketClient.Door, Runnable {

        private final Setting setting;
        private final Caller stranger;
        private final @Nullable String origin;
        private final @Nullable String host;
        private @Nullable Caller caller;
        private @Nullable Link link;
        private @Nullable Runnable unlist;

        Opened(EdgeRequest request, Setting setting, Caller stranger) {
            this.setting = setting;
            this.stranger = stranger;
            this.caller = stranger;
            this.origin = request.header(HttpHeaders.ORIGIN);
            this.host = request.header(HttpHeaders.HOST);
        }

        Link open(RawConnection socket) {
            var shared = setting.shared;
            var client = new SocketClient.Setting(
                    shared.vertx(),
                    shared.bus(),
                    shared.engine(),
                    shared.config(),
                    shared.reader(),
                    setting.maxDepth,
                    setting.initMillis,
                    this);
            var opened = new Link(socket, setting.config, made -> new SocketClient(client, stranger, made), this);
            link = opened;
            heartbeats.add(opened);
            return opened;
        }

        void close() {
            if (link != null) {
                link.close(NOT_ACCEPTABLE, "Subprotocol not acceptable (expected: " + PROTOCOL + ")");
            }
        }

        @Override
        public @Nullable GatewayError originRefusal(@Nullable String key) {
            return setting.shared.origins().refusal(origin, host, key);
        }

        @Override
        public @Nullable GatewayError known(Caller known, Link of) {
            if (caller != null) {
                connections.leave(caller);
                caller = null;
            }
            var refusal = connections.enter(known, setting.config);
            if (refusal != null) {
                return refusal;
            }
            caller = known;
            unlist = connections.add(GraphQlVerticle.PATH, known, of);
            return null;
        }

        @Override
        public boolean draining() {
            return heartbeats.retiring();
        }

        @Override
        public void run() {
            if (link != null) {
                heartbeats.remove(link);
            }
            if (unlist != null) {
                unlist.run();
            }
            if (caller != null) {
                connections.leave(caller);
            }
        }
    }
}
