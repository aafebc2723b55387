package io.polygate.door.websocket;

import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Span;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A chat completion as the pipeline is asked for it: an OpenAI body, and where in it routing's fields are.
///
/// @param defect what is wrong with the message; the pipeline refuses the call with it, and accounts for it
record Ask(
        @Nullable String model,
        boolean stream,
        Buffer body,
        BodyOutline outline,
        @Nullable GatewayError defect) {

    static Ask wrong(@Nullable String model, boolean stream, GatewayError defect) {
        return new Ask(model, stream, Buffer.buffer(), BodyOutline.NONE, defect);
    }

    static GatewayError missing(String field, String expected) {
        return GatewayError.field(ErrorKind.MISSING_FIELD, field, field + " is missing (expected: " + expected + ")");
    }

    static GatewayError invalid(String field, Json found, String expected) {
        var word = found.type().name().toLowerCase(java.util.Locale.ROOT);
        return GatewayError.field(
                ErrorKind.INVALID_FIELD, field, field + ": " + word + " (expected: " + expected + ")");
    }

    /// The client's own request, with the model and the way of the answer as the message around it says. The stream is
    /// always asked for its usage, which its end tells.
    static Ask of(String model, boolean stream, Json request) {
        var json = new JsonWriter(1024);
        json.object().name("model");
        int modelAt = json.length();
        json.value(model);
        var modelSpan = new Span(modelAt, json.length());
        json.field("stream", stream);
        var options = stream ? streamOptions(json, request.object("stream_options")) : null;
        for (var member : request.members()) {
            switch (member.name()) {
                case "model", "stream", "stream_options" -> {}
                default -> json.name(member.name()).raw(member.value());
            }
        }
        var body = json.endObject().toBuffer();
        return new Ask(model, stream, body, new BodyOutline(1, false, modelSpan, options, stream), null);
    }

    private static Span streamOptions(JsonWriter json, @Nullable Json given) {
        json.name("stream_options");
        int at = json.length();
        json.object().field("include_usage", true);
        if (given != null) {
            for (var member : given.members()) {
                if (!member.name().equals("include_usage")) {
                    json.name(member.name()).raw(member.value());
                }
            }
        }
        json.endObject();
        return new Span(at, json.length());
    }
}
