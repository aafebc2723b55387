package io.polygate.wire.dashscope;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Answers;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
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
        return error.withRetryAfter(wait);
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
