package io.polygate.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What went wrong with a call, as any door can tell it.
///
/// `message` is safe to show: it names the offending and the expected value, never a class, a host path or a secret.
/// `status` is the HTTP status (the upstream's own where it answered with one), `code` and `type` the vendor's words
/// where it had any, else the table's. `param` is the path of the offending field. `retryAfter` tells when to come
// back.
public record GatewayError(
        ErrorKind kind,
        int status,
        String message,
        @Nullable String type,
        @Nullable String code,
        @Nullable String param,
        @Nullable Duration retryAfter) {

    public static GatewayError of(ErrorKind kind, String message) {
        return new GatewayError(kind, kind.status(), message, null, null, null, null);
    }

    public static GatewayError field(ErrorKind kind, String param, String message) {
        return new GatewayError(kind, kind.status(), message, null, null, param, null);
    }

    public GatewayError withRetryAfter(@Nullable Duration wait) {
        return new GatewayError(kind, status, message, type, code, param, wait);
    }

    public GatewayError withStatus(int upstreamStatus) {
        return new GatewayError(kind, upstreamStatus, message, type, code, param, retryAfter);
    }

    /// The vendor's own words for the same failure.
    public GatewayError withVendorWords(@Nullable String vendorType, @Nullable String vendorCode) {
        return new GatewayError(kind, status, message, vendorType, vendorCode, param, retryAfter);
    }

    public GatewayException asException() {
        return new GatewayException(this);
    }
}
