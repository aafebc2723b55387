package io.polygate.door.graphql;

import io.polygate.bus.BusClient;
import io.polygate.door.Caller;
import io.polygate.door.Link;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client of `graphql-transport-ws` (the protocol of npm graphql-ws): its key comes with `connection_init`, then any
/// number of operations at once, by id.
final class SocketClient implements Link.Speaker {

    /// What the protocol closes connections with.
    private static final int INVALID_MESSAGE = 4400;

    private static final int UNAUTHORIZED = 4401;
    private static final int FORBIDDEN = 4403;
    private static final int INIT_TIMEOUT = 4408;
    private static final int SUBSCRIBER_EXISTS = 4409;
    private static final int TOO_MANY_INITS = 4429;

    /// The operations that a connection may have open at once.
    private static final int MAX_OPERATIONS = 256;

    private static final List<String> KEY_FIELDS = List.of("authorization", "Authorization", "x-api-key", "api-key");

    private final Setting setting;
    private final Link link;
    private final Map<String, SocketOperation> operations = new HashMap<>();
    private final long initTimer;
    private Caller caller;
    private Asking.@Nullable Sender sender;
    private boolean asked;
    private boolean gone;
    private long calls;

    /// What the clients of a shard share, and what is known of this one from its upgrade.
    ///
    /// @param initMillis how long `connection_init` may take
    record Setting(
            Vertx vertx,
            BusClient bus,
            Engine engine,
            GraphQlConfig config,
            RequestReader reader,
            int maxDepth,
            long initMillis,
            Door door) {}

    /// The door's side of a connection.
    interface Door {

        /// Why a page of this origin may not ask without a key, or null.
        @Nullable
        GatewayError originRefusal(@Nullable String key);

        /// The caller is known now: counts and lists the connection as theirs, or tells which limit is reached.
        @Nullable
        GatewayError known(Caller caller, Link link);

        boolean draining();
    }

    SocketClient(Setting setting, Caller stranger, Link link) {
        this.setting = setting;
        this.caller = stranger;
        this.link = link;
        this.initTimer = setting.vertx.setTimer(setting.initMillis, id -> {
            if (sender == null) {
                link.close(INIT_TIMEOUT, "Connection initialisation timeout");
            }
        });
    }

    @Override
    public void message(boolean text, byte[] payload) {
        try {
            var message = text ? Json.parse(payload, 0, payload.length, setting.maxDepth) : null;
            var type = message == null ? null : message.string("type");
            if (message == null || type == null || !heard(type, message)) {
                link.close(INVALID_MESSAGE, "Invalid message");
            }
        } catch (JsonSyntaxException e) {
            link.close(INVALID_MESSAGE, "Invalid message: not JSON");
        }
    }

    /// False for what is no message of the protocol.
    private boolean heard(String type, Json message) {
        var id = message.string("id");
        var said = message.get("payload");
        if (said != null && !said.isObject()) {
            return false;
        }
        switch (type) {
            case "connection_init" -> init(message);
            case "ping" ->
                say(new JsonWriter(64).object().field("type", "pong").rawField("payload", message.raw("payload")));
            case "pong" -> {}
            case "subscribe" -> {
                var payload = message.object("payload");
                if (id == null || id.isEmpty() || payload == null || !isRequest(payload)) {
                    return false;
                }
                subscribe(id, payload);
            }
            case "complete" -> {
                if (id == null) {
                    return false;
                }
                var operation = operations.remove(id);
                if (operation != null) {
                    operation.cancel();
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isRequest(Json payload) {
        var extensions = payload.get("extensions");
        boolean kept = extensions != null && extensions.get("persistedQuery") != null;
        var variables = payload.get("variables");
        var operation = payload.get("operationName");
        return (payload.string("query") != null || kept)
                && (variables == null || variables.isObject())
                && (operation == null || operation.isString())
                && (extensions == null || extensions.isObject());
    }

    private void init(Json message) {
        if (asked) {
            link.close(TOO_MANY_INITS, "Too many initialisation requests");
            return;
        }
        asked = true;
        var key = key(message.object("payload"));
        var stranger = new Asking.Sender(caller.id(), key, caller.peer(), List.of(), "", false);
        var refusal = setting.door.originRefusal(key);
        if (refusal != null) {
            link.close(FORBIDDEN, refusal.message());
            return;
        }
        Asking.identify(setting.bus, stranger).onSuccess(this::known).onFailure(cause -> refused(Wiring.error(cause)));
    }

    /// That of the message, else that of the upgrade.
    private @Nullable String key(@Nullable Json payload) {
        for (var name : KEY_FIELDS) {
            var value = payload == null ? null : payload.string(name);
            if (value != null) {
                return CallerKey.of(value);
            }
        }
        return caller.key();
    }

    private void known(Asking.Sender identified) {
        if (gone) {
            return;
        }
        var named = new Caller(caller.id(), identified.key(), caller.peer(), identified.name());
        var refusal = setting.door.known(named, link);
        if (refusal != null) {
            refused(refusal);
            return;
        }
        caller = named;
        sender = identified;
        setting.vertx.cancelTimer(initTimer);
        say(new JsonWriter(64).object().field("type", "connection_ack"));
    }

    private void refused(GatewayError error) {
        var forbidden = error.kind() == ErrorKind.INVALID_API_KEY || error.kind() == ErrorKind.PERMISSION_DENIED;
        link.close(forbidden ? FORBIDDEN : error.kind().webSocketCloseCode(), error.message());
    }

    private void subscribe(String id, Json payload) {
        var known = sender;
        if (known == null) {
            link.close(UNAUTHORIZED, "Unauthorized");
            return;
        }
        if (operations.containsKey(id)) {
            link.close(SUBSCRIBER_EXISTS, "Subscriber for " + id + " already exists");
            return;
        }
        var asking = new Asking(
                setting.bus,
                new Asking.Sender(
                        caller.callId(++calls), known.key(), known.peer(), List.of(), known.name(), known.admin()),
                link.share());
        var operation = new SocketOperation(id, link, asking, () -> operations.remove(id));
        var refusal = refusal();
        if (refusal != null) {
            operation.refused(refusal);
            return;
        }
        operations.put(id, operation);
        try {
            var request = setting.reader.payload(payload);
            setting.engine
                    .ready(setting.vertx)
                    .onSuccess(ready -> operation.run(
                            setting.vertx, setting.engine, ready, new SocketOperation.Ordered(request, setting.config)))
                    .onFailure(cause -> operation.refused(Wiring.error(cause)));
        } catch (GatewayException e) {
            operation.refused(e.error());
        }
    }

    private @Nullable GatewayError refusal() {
        if (setting.door.draining()) {
            return GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down");
        }
        return operations.size() < MAX_OPERATIONS
                ? null
                : GatewayError.of(
                        ErrorKind.RATE_LIMITED, MAX_OPERATIONS + " operations of this connection are open already");
    }

    private void say(JsonWriter message) {
        link.send(Bytes.of(message.endObject().toBuffer()));
        link.flush();
    }

    @Override
    public int inFlight() {
        return operations.size();
    }

    @Override
    public void lost(int code) {
        gone = true;
        setting.vertx.cancelTimer(initTimer);
        List.copyOf(operations.values()).forEach(SocketOperation::cancel);
        operations.clear();
    }
}
