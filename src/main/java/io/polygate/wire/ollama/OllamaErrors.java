package io.polygate.wire.ollama;

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
import org.jspecify.annotations.Nullable;

/// `{"error": "model 'x' not found"}`, with a status of failure or as a line of a stream.
final class OllamaErrors {

    private OllamaErrors() {}

    static GatewayError decode(UpstreamFailure failure) {
        var status = failure.status();
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        if (status == 401 || status == 407) {
            return Answers.refusedCredential().withRetryAfter(wait);
        }
        var body = Answers.objectOrNull(Bytes.of(failure.body()));
        var said = body == null ? "" : message(body);
        var message = said.isEmpty() ? "the backend answered with status " + status : said;
        var kind = VendorErrors.kind(status, null, null, message);
        var error =
                kind == ErrorKind.UPSTREAM_AUTH ? Answers.refusedCredential() : new GatewayError(kind, status, message);
        return Answers.original(error.withRetryAfter(wait), OllamaDialect.NAME, failure.body());
    }

    /// The body of an error answer; a backend's own as it was.
    static Buffer encode(GatewayError error) {
        var original = Answers.original(error, OllamaDialect.NAME);
        return original == null ? body(error) : original;
    }

    static Buffer line(GatewayError error) {
        return body(error).appendString("\n");
    }

    private static Buffer body(GatewayError error) {
        return new JsonWriter(256)
                .object()
                .field("error", error.message())
                .endObject()
                .toBuffer();
    }

    /// The error that an answer of status 200 or a line is, or null.
    static @Nullable GatewayError inside(Json json) {
        return json.get("error") == null ? null : GatewayError.of(ErrorKind.UPSTREAM_ERROR, message(json));
    }

    private static String message(Json json) {
        var error = json.get("error");
        var nested = error == null ? null : error.string("message");
        return nested != null ? nested : Answers.text(json, "error");
    }
}
