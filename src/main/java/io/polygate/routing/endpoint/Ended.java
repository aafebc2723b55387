package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;

/// How an attempt ended.
public sealed interface Ended {

    Ended CANCELLED = new Cancelled();

    /// @param outputTokens what was written, 0 where nobody counted
    record Ok(long outputTokens) implements Ended {}

    record Failed(GatewayError error) implements Ended {}

    /// The caller left, or another attempt was faster: it says nothing about the backend.
    record Cancelled() implements Ended {}

    static Ended ok(long outputTokens) {
        return new Ok(outputTokens);
    }

    static Ended failed(GatewayError error) {
        return new Failed(error);
    }

    /// Whether a failure is about the credential, so that the same endpoint may be tried with another one.
    static boolean aboutCredential(ErrorKind kind) {
        return switch (kind) {
            case UPSTREAM_AUTH, PAYMENT_REQUIRED, PERMISSION_DENIED, RATE_LIMITED -> true;
            default -> false;
        };
    }

    /// Whether a failure is the backend's own fault rather than the caller's or the credential's.
    static boolean aboutBackend(ErrorKind kind) {
        return switch (kind) {
            case UPSTREAM_ERROR, UPSTREAM_UNREACHABLE, UPSTREAM_TIMEOUT, OVERLOADED, INTERNAL, SHUTTING_DOWN -> true;
            default -> false;
        };
    }
}
