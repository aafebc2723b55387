package io.polygate.wire.dashscope;

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

/// `{"code", "message", "request_id"}`, with a status of failure, in an answer of status 200, or as an event `error`
/// whose status is a comment.
///
/// Source of the codes: help.aliyun.com/zh/model-studio/error-code.
final class DashScopeErrors {

    private static final String STATUS = "HTTP_STATUS/";

    private DashScopeErrors() {}

    static GatewayError decode(UpstreamFailure failure) {
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        var body = Answers.objectOrNull(Bytes.of(failure.body()));
        var error = failure.status() == 401 || failure.status() == 407
                ? Answers.refusedCredential()
                : body == null ? silent(failure.status()) : decode(failure.status(), body);
        return Answers.original(error.withRetryAfter(wait), DashScopeDialect.NAME, failure.body());
    }

    /// The body of an error answer; a backend's own as it was.
    static Buffer encode(GatewayError error, String requestId) {
        var original = Answers.original(error, DashScopeDialect.NAME);
        return original == null ? body(error, requestId) : original;
    }

    private static Buffer body(GatewayError error, String requestId) {
        var json = new JsonWriter(256).object().field("code", code(error)).field("message", error.message());
        return json.field("request_id", requestId).endObject().toBuffer();
    }

    /// The last event of a stream that failed.
    static Buffer event(GatewayError error) {
        return Buffer.buffer("event:error\n:" + STATUS + error.status() + "\ndata:")
                .appendBuffer(body(error, ""))
                .appendString("\n\n");
    }

    /// The vendor's own word where it had one, which it can have said in a stream.
    private static String code(GatewayError error) {
        var said = error.code();
        if (said != null) {
            return said;
        }
        return switch (error.status()) {
            case 401 -> "InvalidApiKey";
            case 403 -> "AccessDenied";
            case 404 -> "ModelNotFound";
            case 408, 504 -> "RequestTimeOut";
            case 429 -> "Throttling";
            case 503 -> "ModelUnavailable";
            default -> error.status() < 500 ? "InvalidParameter" : "InternalError";
        };
    }

    private static GatewayError silent(int status) {
        return new GatewayError(ErrorKind.ofStatus(status), status, "the backend answered with status " + status);
    }

    /// The error that an answer of status 200 is, or null.
    static @Nullable GatewayError inside(Json answer) {
        var code = Answers.text(answer, "code");
        if (code.isEmpty() || answer.object("output") != null) {
            return null;
        }
        var named = answer.number("status_code");
        return decode(VendorErrors.statusInside(named, kind(502, code, Answers.text(answer, "message"))), answer);
    }

    /// The error of an event `error`; its comment names the status.
    static GatewayError event(Json data, @Nullable String comment) {
        var said = comment == null ? "" : comment.strip();
        var named = said.startsWith(STATUS) && said.substring(STATUS.length()).matches("[45]\\d\\d")
                ? Long.valueOf(said.substring(STATUS.length()))
                : null;
        var code = Answers.text(data, "code");
        var kind = kind(502, code, Answers.text(data, "message"));
        return decode(VendorErrors.statusInside(named, kind), data);
    }

    private static GatewayError decode(int status, Json error) {
        var code = Answers.text(error, "code");
        var said = Answers.text(error, "message");
        var kind = kind(status, code, said);
        return kind == ErrorKind.UPSTREAM_AUTH
                ? Answers.refusedCredential()
                : new GatewayError(kind, status, said.isEmpty() ? "the backend answered with status " + status : said)
                        .withVendorWords(null, code.isEmpty() ? null : code);
    }

    private static ErrorKind kind(int status, String code, String message) {
        var says = message.toLowerCase(Locale.ROOT);
        if (code.equals("InvalidParameter") && says.contains("model not exist")) {
            return ErrorKind.MODEL_NOT_FOUND;
        }
        if (code.equals("InvalidParameter") && says.contains("range of input length")) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        return switch (code.split("\\.", 2)[0]) {
            case "InvalidApiKey" -> ErrorKind.UPSTREAM_AUTH;
            case "Arrearage", "PrepaidBillOverdue", "PostpaidBillOverdue", "CommodityNotPurchased", "AllocationQuota" ->
                ErrorKind.PAYMENT_REQUIRED;
            case "DataInspectionFailed", "data_inspection_failed" -> ErrorKind.CONTENT_FILTER;
            case "ModelNotFound" -> ErrorKind.MODEL_NOT_FOUND;
            case "Throttling", "LimitRequests" -> ErrorKind.RATE_LIMITED;
            case "ModelUnavailable", "ModelServingError" -> ErrorKind.OVERLOADED;
            case "InvalidParameter", "BadRequest", "InvalidURL", "UnsupportedOperation" -> ErrorKind.BAD_REQUEST;
            case "AccessDenied" -> ErrorKind.PERMISSION_DENIED;
            default -> VendorErrors.kind(status, null, code, message);
        };
    }
}
