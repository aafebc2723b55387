package io.polygate.door.websocket;

import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// What the gateway says, in both client protocols. An `id` is the client's own, in JSON.
final class Said {

    static final Bytes PONG = constant("pong");
    static final Bytes END = constant("end");
    static final Bytes HEARTBEAT = constant("heartbeat");

    private Said() {}

    private static Bytes constant(String type) {
        return done(new JsonWriter(32).object().field("type", type));
    }

    private static JsonWriter of(String type, String id, int size) {
        return new JsonWriter(size + 96).object().field("type", type).name("id").raw(id);
    }

    private static Bytes done(JsonWriter json) {
        return Bytes.of(json.endObject().toBuffer());
    }

    static Bytes chat(String content, String type, String model) {
        return done(new JsonWriter(content.length() + model.length() + 96)
                .object()
                .field("type", "chat")
                .name("payload")
                .object()
                .field("content", content)
                .field("type", type)
                .field("model", model)
                .endObject());
    }

    static Bytes system(String content) {
        return done(new JsonWriter()
                .object()
                .field("type", "system")
                .name("payload")
                .object()
                .field("content", content)
                .endObject());
    }

    static Bytes stream(String id, long seq, Json data, int size) {
        return done(of("stream", id, size).field("seq", seq).name("data").raw(data));
    }

    static Bytes streamEnd(String id, @Nullable String finishReason, @Nullable Json usage) {
        var json = of("stream_end", id, 256).name("finish_reason");
        if (finishReason == null) {
            json.nullValue();
        } else {
            json.value(finishReason);
        }
        json.name("usage");
        return done(usage == null ? json.nullValue() : json.raw(usage));
    }

    static Bytes response(String id, Json body, int size) {
        return done(of("response", id, size).name("response").raw(body));
    }

    /// An error of the protocol of requests.
    static Bytes error(@Nullable String id, GatewayError error) {
        var json = of("error", id == null ? "null" : id, error.message().length());
        json.name("error").object();
        words(json, error);
        return done(json.endObject());
    }

    /// An error of the chat protocol, whose old clients read it in `payload`.
    static Bytes chatError(GatewayError error) {
        var json = new JsonWriter().object().field("type", "error");
        json.field("code", code(error)).field("message", error.message());
        json.name("payload").object();
        words(json, error);
        return done(json.endObject());
    }

    /// An error before it is known which protocol the client speaks: in the words of both.
    static Bytes firstError(GatewayError error) {
        var json = new JsonWriter().object().field("type", "error").name("id").nullValue();
        json.field("code", code(error)).field("message", error.message());
        json.name("error").object();
        words(json, error);
        json.endObject().name("payload").object();
        words(json, error);
        return done(json.endObject());
    }

    private static void words(JsonWriter json, GatewayError error) {
        json.field("code", code(error)).field("message", error.message()).field("param", error.param());
        var wait = error.retryAfter();
        json.field("retry_after", wait == null ? null : Long.valueOf(Math.max(1, (wait.toMillis() + 999) / 1000)));
    }

    private static String code(GatewayError error) {
        var vendors = error.code();
        return vendors == null ? error.kind().code() : vendors;
    }
}
