package io.polygate.wire.openai;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Errors in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`, all four always present.
public final class OpenAiErrors {

    private OpenAiErrors() {}

    /// The body of an error answer; a backend's own where it spoke this dialect.
    public static Buffer encode(GatewayError error, String requestId) {
        var original = error.original();
        if (original != null && original.dialect().equals("openai")) {
            return Buffer.buffer(original.body());
        }
        return write(new JsonWriter(256), error, requestId).toBuffer();
    }

    /// The last event of a stream that failed.
    public static Buffer event(GatewayError error, String requestId) {
        var json = new JsonWriter(256).framing("data: ");
        return write(json, error, requestId).framing("\n\n").toBuffer();
    }

    private static JsonWriter write(JsonWriter json, GatewayError error, String requestId) {
        json.object().name("error").object();
        json.field("message", error.message());
        json.field("type", error.type() == null ? error.kind().openAiType() : error.type());
        json.rawField("param", error.param() == null ? "null" : JsonWriter.quote(error.param()));
        json.field("code", error.code() == null ? error.kind().code() : error.code());
        return json.endObject().field("request_id", requestId).endObject();
    }

    /// What a backend's error answer says; its message word for word. A status of 401 is about our credential.
    public static GatewayError decode(int status, @Nullable Duration retryAfter, List<Header> headers, Buffer body) {
        if (status == 401 || status == 407) {
            return refusedCredential().withRetryAfter(retryAfter);
        }
        var kind = ErrorKind.ofStatus(status);
        var json = parse(body);
        var error = json == null ? null : errorOf(json);
        if (json == null || error == null) {
            return new GatewayError(kind, status, "the backend answered with status " + status)
                    .withRetryAfter(retryAfter);
        }
        return decode(kind, status, error)
                .withRetryAfter(retryAfter)
                .withOriginal(new GatewayError.Original("openai", completed(json, error), headers));
    }

    private static GatewayError refusedCredential() {
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the backend refused the gateway's credential for it");
    }

    /// The vendor's body with what is missing of the four members that OpenAI's clients read.
    private static String completed(Json json, Json error) {
        var out = new JsonWriter(256).object();
        for (var member : json.members()) {
            if (!member.name().equals("error") || !error.isObject()) {
                out.name(member.name()).raw(member.value());
            }
        }
        if (!error.isObject() || json == error) {
            return out.endObject().toString();
        }
        out.name("error").object();
        error.members().forEach(member -> out.name(member.name()).raw(member.value()));
        for (var name : new String[] {"message", "type", "param", "code"}) {
            if (!error.has(name)) {
                out.name(name).nullValue();
            }
        }
        return out.endObject().endObject().toString();
    }

    /// What an error inside an answer of status 200 says: it gets the status that it speaks of, else 502.
    public static GatewayError decodeInside(Json error) {
        int status = spokenStatus(error);
        return status == 401 ? refusedCredential() : decode(ErrorKind.ofStatus(status), status, error);
    }

    private static GatewayError decode(ErrorKind kind, int status, Json error) {
        var message = error.isString() ? error.asString() : text(error, "message");
        var shown = message == null || message.isEmpty() ? "the backend answered with status " + status : message;
        if (!error.isObject()) {
            return new GatewayError(kind, status, shown);
        }
        return new GatewayError(specific(kind, error, shown), status, shown)
                .withVendorWords(text(error, "type"), text(error, "code"))
                .withParam(text(error, "param"));
    }

    private static ErrorKind specific(ErrorKind kind, Json error, String message) {
        var code = text(error, "code");
        if ("context_length_exceeded".equals(code) || message.contains("maximum context length")) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        if ("content_filter".equals(code)) {
            return ErrorKind.CONTENT_FILTER;
        }
        return kind == ErrorKind.NOT_FOUND && "model_not_found".equals(code) ? ErrorKind.MODEL_NOT_FOUND : kind;
    }

    private static @Nullable Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    /// The error object (or string) of a body in one of the shapes that vendors use, or null.
    private static @Nullable Json errorOf(Json json) {
        var error = json.get("error");
        if (error != null && (error.isObject() || error.isString())) {
            return error;
        }
        return json.has("message") ? json : null;
    }

    private static int spokenStatus(Json error) {
        if (!error.isObject()) {
            return 502;
        }
        for (var name : new String[] {"status_code", "status", "code", "http_code"}) {
            var value = text(error, name);
            if (value != null && value.matches("[45]\\d\\d")) {
                return Integer.parseInt(value);
            }
        }
        var words = text(error, "type") + " " + text(error, "code");
        if (words.contains("rate_limit")) {
            return 429;
        }
        if (words.contains("overloaded")) {
            return 503;
        }
        if (words.contains("authentication") || words.contains("invalid_api_key")) {
            return 401;
        }
        if (words.contains("insufficient_quota")) {
            return 429;
        }
        return words.contains("invalid_request") ? 400 : 502;
    }

    /// A string, or a number as text: vendors write codes both ways.
    private static @Nullable String text(Json error, String name) {
        var value = error.get(name);
        if (value == null || value.type() == JsonType.NULL) {
            return null;
        }
        return value.isString() ? value.asString() : value.isNumber() ? value.raw() : null;
    }
}
