package io.polygate.wire.openai;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Errors in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`, all four always present.
public final class OpenAiErrors {

    private static final List<String> BARE = List.of("code", "type", "error_code");

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

    static JsonWriter write(JsonWriter json, GatewayError error, String requestId) {
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

    static GatewayError decode(UpstreamFailure failure) {
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        return decode(failure.status(), wait, List.of(), failure.body());
    }

    /// An answer of status 200, which may begin with blank lines; one that carries an error is that error.
    static Json answer(Buffer body) {
        var json = parse(body);
        if (json == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object")
                    .asException();
        }
        var error = inside(json, "");
        if (error != null) {
            throw error.asException();
        }
        return json;
    }

    /// The error in a chunk or in an answer of status 200, or null: a member `error`; MiniMax's `base_resp` with a
    /// status other than 0; in place of an answer, or in an event named `error`, a bare `{code, message}` (also
    /// `{code, msg}`, and Baidu's `{error_code, error_msg}`).
    static @Nullable GatewayError inside(Json json, String event) {
        var error = json.get("error");
        if (error != null && (error.isObject() || error.isString())) {
            return decodeInside(error.isString() ? json : error);
        }
        var base = json.object("base_resp");
        if (base != null && base.count("status_code") != 0) {
            return ofBaseResponse(base);
        }
        var bare = !json.has("choices") && BARE.stream().anyMatch(json::has) && plain(json) != null;
        return bare || event.equals("error") ? decodeInside(json) : null;
    }

    /// The message of an error that stands where an answer should.
    private static @Nullable String plain(Json json) {
        for (var name : new String[] {"message", "msg", "error_msg"}) {
            if (json.string(name) != null) {
                return json.string(name);
            }
        }
        return null;
    }

    /// MiniMax's status codes (platform.minimaxi.com, error codes).
    private static GatewayError ofBaseResponse(Json base) {
        var code = base.count("status_code");
        var kind =
                switch ((int) code) {
                    case 1001 -> ErrorKind.UPSTREAM_TIMEOUT;
                    case 1002, 1039, 1041 -> ErrorKind.RATE_LIMITED;
                    case 1004, 2049 -> ErrorKind.UPSTREAM_AUTH;
                    case 1008, 2056 -> ErrorKind.PAYMENT_REQUIRED;
                    case 1026, 1027 -> ErrorKind.CONTENT_FILTER;
                    case 1042, 2013 -> ErrorKind.BAD_REQUEST;
                    default -> ErrorKind.UPSTREAM_ERROR;
                };
        var message = base.string("status_msg");
        return kind == ErrorKind.UPSTREAM_AUTH
                ? refusedCredential()
                : GatewayError.of(kind, message == null ? "the backend answered with code " + code : message)
                        .withVendorWords(null, Long.toString(code));
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
        var message = error.isString() ? error.asString() : message(error);
        var shown = message == null || message.isEmpty() ? "the backend answered with status " + status : message;
        if (!error.isObject()) {
            return new GatewayError(kind, status, shown);
        }
        var specific = specific(status, error, shown);
        if (specific == ErrorKind.UPSTREAM_AUTH) {
            return refusedCredential();
        }
        return new GatewayError(specific, status, shown)
                .withVendorWords(text(error, "type"), text(error, "code"))
                .withParam(text(error, "param"));
    }

    /// The message, wherever a vendor has it: xAI writes `error`, FastAPI servers `detail`, some nest an object.
    private static @Nullable String message(Json error) {
        for (var name : new String[] {"message", "error", "detail", "msg", "error_msg"}) {
            var value = error.get(name);
            if (value != null) {
                return value.isString() ? value.asString() : value.raw();
            }
        }
        return null;
    }

    private static ErrorKind specific(int status, Json error, String message) {
        return VendorErrors.kind(status, text(error, "type"), text(error, "code"), message);
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
            return error.isString() && json.has("code") ? json : error;
        }
        return json.has("message") || json.has("detail") || plain(json) != null ? json : null;
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
