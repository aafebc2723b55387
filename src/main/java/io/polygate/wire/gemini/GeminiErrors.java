package io.polygate.wire.gemini;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Answers;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Errors in the form of google.rpc: `{"error": {"code", "message", "status", "details"}}`, alone or as the only item
/// of
/// an array. When to come back stands in the details, as `RetryInfo`.
public final class GeminiErrors {

    private static final String TYPE = "type.googleapis.com/google.rpc.";
    private static final String DOMAIN = "polygate";

    private GeminiErrors() {}

    public static GatewayError decode(UpstreamFailure failure) {
        var json = parse(failure.body());
        var error = json == null ? null : errorOf(json);
        var after = VendorErrors.retryAfter(failure.headers(), Instant.now());
        if (error == null) {
            return sealed(ErrorKind.ofStatus(failure.status()), failure.status(), null)
                    .withRetryAfter(after);
        }
        var told = decode(failure.status(), false, error);
        var decoded = Answers.original(told, GeminiDialect.NAME, failure.body());
        return decoded.retryAfter() == null ? decoded.withRetryAfter(after) : decoded;
    }

    /// The error in an answer of status 200.
    static GatewayError decodeInside(Json error) {
        var code = error.number("code");
        if (code == null || code < 400 || code >= 600) {
            return decode(502, true, error);
        }
        return decode(code.intValue(), false, error);
    }

    /// The object `error` of an answer or a chunk, or null where it tells of none.
    static @Nullable Json errorOf(Json json) {
        var first = json.isArray() && json.items().size() == 1 ? json.items().getFirst() : json;
        return first.object("error");
    }

    /// `guessed` is whether nobody named the status: then it is the kind's.
    private static GatewayError decode(int status, boolean guessed, Json error) {
        var said = error.string("message");
        var reason = detail(error, "ErrorInfo", "reason");
        var kind = VendorErrors.kind(status, error.string("status"), reason, said == null ? "" : said);
        var body = new JsonWriter().object().rawField("error", error.raw()).endObject();
        var decoded = sealed(kind, guessed ? kind.status() : status, said)
                .withRetryAfter(VendorErrors.duration(detail(error, "RetryInfo", "retryDelay")));
        return kind == ErrorKind.UPSTREAM_AUTH
                ? decoded
                : decoded.withOriginal(new GatewayError.Original(GeminiDialect.NAME, body.toString(), List.of()));
    }

    /// What is wrong with our own credential is none of the caller's business.
    private static GatewayError sealed(ErrorKind kind, int status, @Nullable String message) {
        if (kind == ErrorKind.UPSTREAM_AUTH) {
            return GatewayError.of(kind, "the backend refused the gateway's credential for it");
        }
        var shown = message == null || message.isEmpty() ? "the backend answered with status " + status : message;
        return new GatewayError(kind, status, shown);
    }

    /// What is wrong with an answer's fields is the upstream's fault, not the caller's.
    static GatewayError ofUpstream(GatewayError error) {
        return error.kind() == ErrorKind.INVALID_FIELD || error.kind() == ErrorKind.MISSING_FIELD
                ? GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer: " + error.message())
                : error;
    }

    private static @Nullable String detail(Json error, String type, String field) {
        for (var detail : error.items("details")) {
            var name = detail.string("@type");
            if (name != null && name.endsWith("." + type)) {
                return detail.string(field);
            }
        }
        return null;
    }

    private static @Nullable Json parse(Buffer body) {
        try {
            return Json.parse(body);
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    /// The body of an answer that tells the error; Google's own as it was.
    public static Buffer encode(GatewayError error, String requestId) {
        var json = new JsonWriter(256);
        write(error, requestId, json);
        return json.toBuffer();
    }

    static void write(GatewayError error, String requestId, JsonWriter json) {
        var original = error.original();
        if (original != null && original.dialect().equals(GeminiDialect.NAME)) {
            json.raw(original.body());
            return;
        }
        json.object().name("error").object();
        json.field("code", (long) error.status()).field("message", error.message());
        json.field("status", error.kind().grpc().name()).name("details").array();
        var code = error.code() == null ? error.kind().code() : error.code();
        detail("ErrorInfo", json).field("reason", code).field("domain", DOMAIN).endObject();
        if (error.param() != null) {
            detail("BadRequest", json).name("fieldViolations").array().object();
            json.field("field", error.param()).field("description", error.message());
            json.endObject().endArray().endObject();
        }
        if (error.retryAfter() != null) {
            detail("RetryInfo", json)
                    .field("retryDelay", seconds(error.retryAfter()))
                    .endObject();
        }
        detail("RequestInfo", json).field("requestId", requestId).endObject();
        json.endArray().endObject().endObject();
    }

    private static JsonWriter detail(String type, JsonWriter json) {
        return json.object().field("@type", TYPE + type);
    }

    /// A duration as proto JSON writes it: `34.4s`.
    private static String seconds(Duration wait) {
        return BigDecimal.valueOf(wait.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }
}
