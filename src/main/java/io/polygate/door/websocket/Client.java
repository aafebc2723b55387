package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.door.Caller;
import io.polygate.door.CloseCode;
import io.polygate.door.Link;
import io.polygate.door.WebSocketConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A client of `/ws`: reads its messages and hands them to the protocol that its first one speaks.
final class Client implements Link.Speaker {

    /// The calls that a connection may have open at once.
    static final int MAX_CALLS = 256;

    private final Setting setting;
    private final Caller caller;
    private final Link link;
    private @Nullable Protocol protocol;
    private long calls;

    /// What the clients of a shard share.
    ///
    /// @param address where other nodes resume what began here, empty where there are none
    record Setting(
            Calls calls,
            ResumableCalls resumable,
            String address,
            WebSocketConfig config,
            int maxDepth,
            Draining draining) {}

    /// Whether the gateway is stopping: then nothing new begins.
    @FunctionalInterface
    interface Draining {

        boolean now();
    }

    /// One of the two client protocols.
    sealed interface Protocol permits ChatProtocol, RequestProtocol {

        void message(String type, Json message);

        Bytes error(GatewayError error);

        int inFlight();

        void lost();
    }

    Client(Setting setting, Caller caller, Link link) {
        this.setting = setting;
        this.caller = caller;
        this.link = link;
    }

    Link link() {
        return link;
    }

    Setting setting() {
        return setting;
    }

    Caller caller() {
        return caller;
    }

    /// Opens a call of this connection.
    OpenCall open(Ask ask, AnswerHandler handler) {
        return setting.calls().open(new Calls.Place(caller, ++calls, link.share()), ask, handler);
    }

    /// Goes on with a call that another node keeps.
    OpenCall resume(String place, Buffer question, AnswerHandler handler) {
        return setting.calls().resume(caller, place, question, handler);
    }

    void say(Bytes message) {
        link.send(message);
        link.flush();
    }

    void say(GatewayError error) {
        say(protocol == null ? Said.firstError(error) : protocol.error(error));
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (!text) {
            link.close(CloseCode.UNSUPPORTED, "a binary message (expected: JSON in a text message)");
            return;
        }
        try {
            var message = Json.parse(payload, 0, payload.length, setting.maxDepth());
            var type = message.string("type");
            if (!message.isObject()) {
                say(GatewayError.of(ErrorKind.BAD_REQUEST, "the message is no object (expected: {\"type\": …})"));
            } else if (type == null) {
                say(Ask.missing("type", "a string"));
            } else {
                message(type, message);
            }
        } catch (JsonSyntaxException e) {
            say(GatewayError.of(ErrorKind.BAD_JSON, "the message is not valid JSON: " + e.getMessage()));
        }
    }

    private void message(String type, Json message) {
        switch (type) {
            case "ping" -> say(Said.PONG);
            case "heartbeat" -> say(Said.HEARTBEAT);
            default -> {
                var known = protocol == null ? of(type) : protocol;
                if (known == null) {
                    say(unknown(type, "chat, ping, system, request, batch, cancel, resume or heartbeat"));
                } else {
                    protocol = known;
                    known.message(type, message);
                }
            }
        }
    }

    private @Nullable Protocol of(String type) {
        return switch (type) {
            case "chat", "system" -> new ChatProtocol(this);
            case "request", "batch", "cancel", "resume" -> new RequestProtocol(this);
            default -> null;
        };
    }

    static GatewayError unknown(String type, String expected) {
        var shown = type.length() > 40 ? type.substring(0, 40) + "…" : type;
        return GatewayError.field(
                ErrorKind.INVALID_FIELD, "type", "type: \"" + shown + "\" (expected: " + expected + ")");
    }

    static GatewayError stopping() {
        return GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down");
    }

    @Override
    public int inFlight() {
        return protocol == null ? 0 : protocol.inFlight();
    }

    @Override
    public void lost(int code) {
        if (protocol != null) {
            protocol.lost();
        }
    }
}
