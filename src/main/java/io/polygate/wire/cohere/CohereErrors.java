package io.polygate.wire.cohere;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Answers;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `{"id", "message", "error_type"}` with a status of failure; `error` and `error_type` in the last event of a stream.
final class CohereErrors {

    private CohereErrors() {}

    static GatewayError decode(UpstreamFailure failure) {
        var status = failure.status();
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        if (status == 401 || status == 407) {
            return Answers.refusedCredential().withRetryAfter(wait);
        }
        var body = Answers.objectOrNull(Bytes.of(failure.body()));
        var error = body == null
                ? new GatewayError(ErrorKind.ofStatus(status), status, "the backend answered with status " + status)
                : decode(status, Answers.text(body, "message"), Answers.text(body, "error_type"));
        return Answers.original(error.withRetryAfter(wait), CohereDialect.NAME, failure.body());
    }

    /// The body of an error answer, in both versions of the API; a backend's own as it was.
    static Buffer encode(GatewayError error, String requestId) {
        var original = Answers.original(error, CohereDialect.NAME);
        return original == null
                ? new JsonWriter(256)
                        .object()
                        .field("id", requestId)
                        .field("message", error.message())
                        .endObject()
                        .toBuffer()
                : original;
    }

    /// The last event of a stream that failed.
    static Buffer event(GatewayError error) {
        var json = new JsonWriter(256).object().field("type", "message-end").name("delta");
        json.object().field("finish_reason", "ERROR").field("error", error.message());
        return Buffer.buffer("event: message-end\ndata: ")
                .appendBuffer(json.endObject().endObject().toBuffer())
                .appendString("\n\n");
    }

    /// The last line of a stream of the first version that failed.
    static Buffer line(GatewayError error) {
        var json = new JsonWriter(256).object().field("is_finished", true).field("event_type", "stream-end");
        json.field("finish_reason", "ERROR").name("response").object();
        json.field("text", "").field("finish_reason", "ERROR").endObject();
        return json.field("error", error.message()).endObject().toBuffer().appendString("\n");
    }

    /// The error that an answer of status 200 is, or null.
    static @Nullable GatewayError inside(Json answer) {
        return answer.object("message") == null && answer.string("message") != null
                ? decode(
                        ErrorKind.UPSTREAM_ERROR.status(),
                        Answers.text(answer, "message"),
                        Answers.text(answer, "error_type"))
                : null;
    }

    /// The error that a stream ends with, or null.
    static @Nullable GatewayError ending(Json delta) {
        var message = Answers.text(delta, "error");
        return message.isEmpty()
                ? null
                : decode(ErrorKind.UPSTREAM_ERROR.status(), message, Answers.text(delta, "error_type"));
    }

    private static GatewayError decode(int status, String message, String type) {
        var kind = kind(status, message, type);
        return kind == ErrorKind.UPSTREAM_AUTH
                ? Answers.refusedCredential()
                : new GatewayError(
                                kind,
                                status,
                                message.isEmpty() ? "the backend answered with status " + status : message)
                        .withVendorWords(type.isEmpty() ? null : type, null);
    }

    private static ErrorKind kind(int status, String message, String type) {
        if (type.equals("TOO_MANY_TOKENS") || message.toLowerCase(Locale.ROOT).contains("too many tokens")) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        return switch (status) {
            case 498 -> ErrorKind.CONTENT_FILTER;
            case 499 -> ErrorKind.UPSTREAM_ERROR;
            default -> VendorErrors.kind(status, type, null, message);
        };
    }
}
