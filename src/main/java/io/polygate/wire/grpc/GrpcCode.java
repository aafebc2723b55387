package io.polygate.wire.grpc;

import io.polygate.model.ErrorKind;

/// The statuses of gRPC (google.rpc.Code), each with the HTTP status that Google's APIs answer with for it.
public enum GrpcCode {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private final int http;

    GrpcCode(int http) {
        this.http = http;
    }

    public int number() {
        return ordinal();
    }

    public int http() {
        return http;
    }

    /// The code of a number; a number that is none is `UNKNOWN`.
    public static GrpcCode of(int number) {
        return number >= 0 && number < values().length ? values()[number] : UNKNOWN;
    }

    /// The code of a kind of error. A message that is too large is said as gRPC's own libraries say it.
    static GrpcCode of(ErrorKind kind) {
        return kind == ErrorKind.TOO_LARGE ? RESOURCE_EXHAUSTED : of(kind.grpc().number());
    }

    /// The code that an answer without a status of its own stands for (gRPC, HTTP to gRPC status code mapping).
    public static GrpcCode ofHttp(int status) {
        return switch (status) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /// What a backend's status means to the gateway.
    public ErrorKind kind() {
        return switch (this) {
            case CANCELLED -> ErrorKind.CLIENT_CLOSED;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorKind.BAD_REQUEST;
            case FAILED_PRECONDITION -> ErrorKind.UNPROCESSABLE;
            case DEADLINE_EXCEEDED -> ErrorKind.UPSTREAM_TIMEOUT;
            case NOT_FOUND -> ErrorKind.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> ErrorKind.CONFLICT;
            case PERMISSION_DENIED -> ErrorKind.PERMISSION_DENIED;
            case RESOURCE_EXHAUSTED -> ErrorKind.RATE_LIMITED;
            case UNIMPLEMENTED -> ErrorKind.METHOD_NOT_ALLOWED;
            case UNAVAILABLE -> ErrorKind.OVERLOADED;
            case UNAUTHENTICATED -> ErrorKind.UPSTREAM_AUTH;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> ErrorKind.UPSTREAM_ERROR;
        };
    }
}
