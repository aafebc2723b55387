package io.polygate.door.websocket;

import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.Span;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// A `chat` of a client, read.
///
/// @param history whether the turns before go with it, and this one is remembered
/// @param defect what is wrong with it
record ChatMessage(
        String content,
        @Nullable String model,
        boolean history,
        @Nullable GatewayError defect) {

    static ChatMessage read(Json message) {
        var payload = message.object("payload");
        if (payload == null) {
            return wrong(null, Ask.missing("payload", "an object"));
        }
        var model = payload.string("model");
        if (model == null || model.isEmpty()) {
            var given = payload.get("model");
            return wrong(
                    null,
                    given == null
                            ? Ask.missing("payload.model", "a string")
                            : Ask.invalid("payload.model", given, "a string"));
        }
        var content = payload.string("content");
        if (content == null) {
            var given = payload.get("content");
            return wrong(
                    model,
                    given == null
                            ? Ask.missing("payload.content", "a string")
                            : Ask.invalid("payload.content", given, "a string"));
        }
        var history = payload.get("history");
        if (history != null && history.asBoolean() == null) {
            return wrong(model, Ask.invalid("payload.history", history, "true or false"));
        }
        return new ChatMessage(content, model, history != null && payload.isTrue("history"), null);
    }

    private static ChatMessage wrong(@Nullable String model, GatewayError defect) {
        return new ChatMessage("", model, false, defect);
    }

    /// The chat as a streamed completion.
    Ask ask(History before) {
        if (defect != null || model == null) {
            return Ask.wrong(model, true, defect == null ? Ask.missing("payload.model", "a string") : defect);
        }
        var json = new JsonWriter(content.length() + 256);
        json.object().name("model");
        int modelAt = json.length();
        json.value(model);
        var span = new Span(modelAt, json.length());
        json.field("stream", true).name("messages").array();
        before.write(json, history);
        History.message(json, "user", content);
        var body = json.endArray().endObject().toBuffer();
        return new Ask(model, true, body, new BodyOutline(1, false, span, null, false), null);
    }
}
