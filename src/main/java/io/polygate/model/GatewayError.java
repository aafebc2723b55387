package io.polygate.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What went wrong with a call, as any door can tell it.
///
/// `message` is safe to show: it names the offending and the expected value, never a class, a host path or a secret.
/// `status` is the HTTP status (the upstream's own where it answered with one), `code` and `type` the vendor's words
/// where it had any, else the table's. `param` is the path of the offending field. `retryAfter` tells when to come
/// back. `original` is the backend's own answer, for a caller who speaks the same dialect.
public record GatewayError(
        ErrorKind kind,
        int status,
        String message,
        @Nullable String type,
        @Nullable String code,
        @Nullable String param,
        @Nullable Duration retryAfter,
        @Nullable Original original) {

    /// A backend's error answer: its dialect, its JSON body and those of its headers that may reach the caller.
    public record Original(String dialect, String body, List<Header> headers) {}

    public GatewayError(ErrorKind kind, int status, String message) {
        this(kind, status, message, null, null, null, null, null);
    }

    public static GatewayError of(ErrorKind kind, String message) {
        return new GatewayError(kind, kind.status(), message);
    }

    public static GatewayError field(ErrorKind kind, String param, String message) {
        return of(kind, message).withParam(param);
    }

    /// The same words and status for another kind.
    public GatewayError withKind(ErrorKind other) {
        return new GatewayError(other, status, message, type, code, param, retryAfter, original);
    }

    /// The error of a backend with its own words for it.
    public GatewayError withVendorWords(@Nullable String vendorType, @Nullable String vendorCode) {
        return new GatewayError(kind, status, message, vendorType, vendorCode, param, retryAfter, original);
    }

    public GatewayError withParam(@Nullable String path) {
        return new GatewayError(kind, status, message, type, code, path, retryAfter, original);
    }

    public GatewayError withRetryAfter(@Nullable Duration wait) {
        return new GatewayError(kind, status, message, type, code, param, wait, original);
    }

    public GatewayError withOriginal(@Nullable Original answer) {
        return new GatewayError(kind, status, message, type, code, param, retryAfter, answer);
    }

    /// What the `retry-after` header says: whole seconds, at least one; null when nobody knows.
    public @Nullable String retryAfterSeconds() {
        return retryAfter == null ? null : Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000));
    }

    public GatewayException asException() {
        return new GatewayException(this);
    }
}
