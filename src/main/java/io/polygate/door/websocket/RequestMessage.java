package io.polygate.door.websocket;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// A `request` of a client, read. What is wrong with it besides its id is told by the pipeline, which knows the caller.
///
/// @param id in JSON: a string or a number
record RequestMessage(
        @Nullable String id, @Nullable GatewayError idProblem, Ask ask, boolean usageAsked, boolean resumable) {

    private static final int MAX_ID = 256;

    @Override
    public String id() {
        return id == null ? "null" : id;
    }

    /// The id in JSON, the same however a text was escaped; null where there is none that may be one.
    static @Nullable String id(Json message) {
        var id = message.member("id");
        if (id == null || !id.isString() && !id.isNumber() || length(id) > MAX_ID) {
            return null;
        }
        var text = id.asString();
        return text == null ? id.raw() : JsonWriter.quote(text);
    }

    /// In characters of its text, however it is escaped.
    private static int length(Json id) {
        var text = id.asString();
        return (text == null ? id.raw() : text).length();
    }

    static RequestMessage read(Json message) {
        var id = id(message);
        var problem = id == null ? idProblem(message) : null;
        var metadata = message.object("metadata");
        var request = message.object("request");
        boolean stream = stream(metadata, request);
        var options = request == null ? null : request.object("stream_options");
        return new RequestMessage(
                id,
                problem,
                ask(message, metadata, request, stream),
                options != null && options.isTrue("include_usage"),
                metadata != null && metadata.isTrue("resumable"));
    }

    private static GatewayError idProblem(Json message) {
        var expected = "a string or a number of at most " + MAX_ID + " characters";
        var given = message.get("id");
        if (given == null) {
            return Ask.missing("id", expected);
        }
        return given.isString() || given.isNumber()
                ? GatewayError.field(
                        ErrorKind.INVALID_FIELD,
                        "id",
                        "id: " + length(given) + " characters (expected: " + expected + ")")
                : Ask.invalid("id", given, expected);
    }

    private static boolean stream(@Nullable Json metadata, @Nullable Json request) {
        if (metadata != null && metadata.bool("stream") != null) {
            return metadata.isTrue("stream");
        }
        return request != null && request.isTrue("stream");
    }

    private static Ask ask(Json message, @Nullable Json metadata, @Nullable Json request, boolean stream) {
        var model = model(message, request);
        var member = message.member("request");
        if (member == null) {
            return Ask.wrong(model, stream, Ask.missing("request", "the body of a chat completion"));
        }
        if (request == null) {
            return Ask.wrong(model, stream, Ask.invalid("request", member, "an object"));
        }
        for (var field : new String[] {"provider", "model"}) {
            var value = message.get(field);
            if (value != null && !value.isString()) {
                return Ask.wrong(model, stream, Ask.invalid(field, value, "a string"));
            }
        }
        if (model == null) {
            return Ask.wrong(null, stream, Ask.missing("model", "a string"));
        }
        var meta = message.get("metadata");
        if (meta != null && metadata == null) {
            return Ask.wrong(model, stream, Ask.invalid("metadata", meta, "an object"));
        }
        if (metadata != null) {
            for (var flag : new String[] {"stream", "resumable"}) {
                var value = metadata.get(flag);
                if (value != null && value.asBoolean() == null) {
                    return Ask.wrong(model, stream, Ask.invalid("metadata." + flag, value, "true or false"));
                }
            }
        }
        return Ask.of(model, stream, request);
    }

    /// The message's own model, else that of its body; with a provider, that provider's model of the name.
    private static @Nullable String model(Json message, @Nullable Json request) {
        var own = message.string("model");
        var model = own == null && request != null ? request.string("model") : own;
        var provider = message.string("provider");
        if (model == null || model.isEmpty()) {
            return null;
        }
        return provider == null || provider.isEmpty() || model.startsWith(provider + "/")
                ? model
                : provider + "/" + model;
    }
}
