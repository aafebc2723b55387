package io.polygate.wire.mistral;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Answers;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `{"object": "error", "message", "type", "param", "code"}`, whose message may be an object with a `detail` for each
/// bad field; `{"detail"}`; `{"message", "request_id"}`.
final class MistralErrors {

    private MistralErrors() {}

    static GatewayError decode(UpstreamFailure failure) {
        var status = failure.status();
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        if (status == 401 || status == 407) {
            return Answers.refusedCredential().withRetryAfter(wait);
        }
        var body = Answers.objectOrNull(Bytes.of(failure.body()));
        if (body == null) {
            return new GatewayError(ErrorKind.ofStatus(status), status, "the backend answered with status " + status)
                    .withRetryAfter(wait);
        }
        var type = body.string("type");
        var code = word(body.get("code"));
        var said = message(body);
        var kind = VendorErrors.kind(status, type, code, said);
        var error = kind == ErrorKind.UPSTREAM_AUTH
                ? Answers.refusedCredential()
                : new GatewayError(kind, status, said.isEmpty() ? "the backend answered with status " + status : said)
                        .withVendorWords(type, code)
                        .withParam(body.string("param"));
        return error.withRetryAfter(wait);
    }

    private static @Nullable String word(@Nullable Json code) {
        return code == null ? null : code.isString() ? code.asString() : code.raw();
    }

    private static String message(Json body) {
        var message = body.get("message");
        if (message != null && message.isString()) {
            return Answers.text(body, "message");
        }
        var owner = message == null ? body : message;
        var detail = owner.get("detail");
        if (detail == null) {
            return message == null ? "" : message.raw();
        }
        return detail.isArray()
                ? details(detail.items())
                : detail.isString() ? Answers.text(owner, "detail") : detail.raw();
    }

    /// `[{loc: [body, messages, 0], msg}]`, as the framework that the vendor uses writes them.
    private static String details(List<Json> details) {
        var said = new ArrayList<String>();
        for (var detail : details) {
            var path = detail.items("loc").stream()
                    .map(step -> step.isString() ? String.valueOf(step.asString()) : step.raw())
                    .filter(step -> !step.equals("body"))
                    .toList();
            said.add((path.isEmpty() ? "" : String.join(".", path) + ": ") + Answers.text(detail, "msg"));
        }
        return String.join("; ", said);
    }
}
