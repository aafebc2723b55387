package io.polygate.wire.worker;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.Answers;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a worker says that a call failed: a gRPC status, and in the trailers `polygate-error-code`,
/// `polygate-error-param` and `retry-after-ms`. Its message stays as it is.
public final class WorkerErrors {

    private static final String CODE = "polygate-error-code";
    private static final String PARAM = "polygate-error-param";
    private static final String RETRY_AFTER = "retry-after-ms";
    /// What gRPC's libraries say of a message that is over a server's bound, before the worker sees it.
    private static final String LARGER = "larger than max";

    private static final int MAX_MILLIS_DIGITS = 9;

    private WorkerErrors() {}

    /// @param trailer finds a trailer by its name; null where there is none
    public static GatewayError decode(GrpcStatus status, Function<String, @Nullable String> trailer) {
        if (status.code() == GrpcCode.UNAUTHENTICATED) {
            return Answers.refusedCredential();
        }
        var code = trailer.apply(CODE);
        boolean tooLarge = code == null && status.message().contains(LARGER);
        var kind = tooLarge ? ErrorKind.TOO_LARGE : kind(code, status.code());
        var message = status.message().isEmpty() ? "the worker answered with " + status.code() : status.message();
        return GatewayError.of(kind, message)
                .withVendorWords(null, code)
                .withParam(trailer.apply(PARAM))
                .withRetryAfter(wait(trailer.apply(RETRY_AFTER)));
    }

    private static ErrorKind kind(@Nullable String code, GrpcCode status) {
        return switch (code == null ? "" : code) {
            case "invalid_request", "unsupported_operation" -> ErrorKind.BAD_REQUEST;
            case "context_length_exceeded" -> ErrorKind.CONTEXT_LENGTH;
            case "model_not_found" -> ErrorKind.MODEL_NOT_FOUND;
            case "request_too_large" -> ErrorKind.TOO_LARGE;
            case "queue_full", "queue_timeout", "out_of_memory", "model_unavailable", "worker_draining" ->
                ErrorKind.OVERLOADED;
            case "engine_died", "engine_failed", "internal_error" -> ErrorKind.UPSTREAM_ERROR;
            case "timeout" -> ErrorKind.UPSTREAM_TIMEOUT;
            default -> kind(status);
        };
    }

    /// Of a worker that says no more, or of gRPC itself on the way to it.
    private static ErrorKind kind(GrpcCode status) {
        return switch (status) {
            case CANCELLED, UNIMPLEMENTED -> ErrorKind.UPSTREAM_ERROR;
            case RESOURCE_EXHAUSTED -> ErrorKind.OVERLOADED;
            case FAILED_PRECONDITION -> ErrorKind.BAD_REQUEST;
            case NOT_FOUND -> ErrorKind.MODEL_NOT_FOUND;
            default -> status.kind();
        };
    }

    private static @Nullable Duration wait(@Nullable String millis) {
        if (millis == null || millis.isEmpty() || millis.length() > MAX_MILLIS_DIGITS) {
            return null;
        }
        boolean number = millis.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Duration.ofMillis(Long.parseLong(millis)) : null;
    }
}
