package io.polygate.model;

/// The one error table: what can go wrong and how each protocol says it.
///
/// A row gives the HTTP status, OpenAI's `type` and `code`, Anthropic's `type`, Gemini's (and gRPC's) status name, the
/// WebSocket close code, whether a caller may try the same call again, and how loudly we log it. `label` is the metric
/// label: one of these few words, never text from outside.
public enum ErrorKind {
    BAD_REQUEST(400, "invalid_request_error", "invalid_request", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    BAD_JSON(400, "invalid_request_error", "invalid_json", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    INVALID_FIELD(400, "invalid_request_error", "invalid_value", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    MISSING_FIELD(
            400, "invalid_request_error", "missing_required_parameter", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    CONTEXT_LENGTH(
            400, "invalid_request_error", "context_length_exceeded", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    CONTENT_FILTER(400, "invalid_request_error", "content_filter", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    INVALID_API_KEY(401, "invalid_request_error", "invalid_api_key", "authentication_error", Grpc.UNAUTHENTICATED),
    PAYMENT_REQUIRED(402, "insufficient_quota", "insufficient_quota", "billing_error", Grpc.RESOURCE_EXHAUSTED),
    PERMISSION_DENIED(403, "invalid_request_error", "permission_denied", "permission_error", Grpc.PERMISSION_DENIED),
    MODEL_NOT_FOUND(404, "invalid_request_error", "model_not_found", "not_found_error", Grpc.NOT_FOUND),
    NOT_FOUND(404, "invalid_request_error", "not_found", "not_found_error", Grpc.NOT_FOUND),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", "method_not_allowed", "invalid_request_error", Grpc.UNIMPLEMENTED),
    REQUEST_TIMEOUT(408, "invalid_request_error", "request_timeout", "invalid_request_error", Grpc.DEADLINE_EXCEEDED),
    CONFLICT(409, "invalid_request_error", "conflict", "conflict_error", Grpc.ABORTED),
    TOO_LARGE(413, "invalid_request_error", "request_too_large", "request_too_large", Grpc.INVALID_ARGUMENT),
    UNSUPPORTED_MEDIA_TYPE(
            415, "invalid_request_error", "unsupported_media_type", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    UNPROCESSABLE(422, "invalid_request_error", "unprocessable", "invalid_request_error", Grpc.FAILED_PRECONDITION),
    RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", Grpc.RESOURCE_EXHAUSTED),
    HEADERS_TOO_LARGE(
            431, "invalid_request_error", "headers_too_large", "invalid_request_error", Grpc.INVALID_ARGUMENT),
    CLIENT_CLOSED(499, "invalid_request_error", "client_closed_request", "invalid_request_error", Grpc.CANCELLED),
    INTERNAL(500, "server_error", "internal_error", "api_error", Grpc.INTERNAL),
    UPSTREAM_ERROR(502, "upstream_error", "upstream_error", "api_error", Grpc.UNAVAILABLE),
    UPSTREAM_AUTH(502, "upstream_error", "upstream_auth", "api_error", Grpc.UNAVAILABLE),
    UPSTREAM_UNREACHABLE(502, "upstream_error", "upstream_unreachable", "api_error", Grpc.UNAVAILABLE),
    OVERLOADED(503, "server_error", "overloaded", "overloaded_error", Grpc.UNAVAILABLE),
    SHUTTING_DOWN(503, "server_error", "shutting_down", "overloaded_error", Grpc.UNAVAILABLE),
    UPSTREAM_TIMEOUT(504, "timeout_error", "upstream_timeout", "timeout_error", Grpc.DEADLINE_EXCEEDED);

    private final int status;
    private final String openAiType;
    private final String code;
    private final String anthropicType;
    private final Grpc grpc;

    ErrorKind(int status, String openAiType, String code, String anthropicType, Grpc grpc) {
        this.status = status;
        this.openAiType = openAiType;
        this.code = code;
        this.anthropicType = anthropicType;
        this.grpc = grpc;
    }

    /// The HTTP status that this kind has when no upstream status speaks for itself.
    public int status() {
        return status;
    }

    public String openAiType() {
        return openAiType;
    }

    /// The machine-readable code, the same at every door.
    public String code() {
        return code;
    }

    public String anthropicType() {
        return anthropicType;
    }

    /// The gRPC status; its name is also Gemini's `error.status`.
    public Grpc grpc() {
        return grpc;
    }

    /// RFC 6455 §7.4.1 and the private range: 1008 for what the caller may not do, 1009 too big, 1011 and up ours.
    public int webSocketCloseCode() {
        return switch (this) {
            case INVALID_API_KEY, PERMISSION_DENIED, PAYMENT_REQUIRED -> 1008;
            case TOO_LARGE -> 1009;
            case OVERLOADED, RATE_LIMITED -> 1013;
            case SHUTTING_DOWN -> 1001;
            case BAD_JSON, BAD_REQUEST -> 1007;
            default -> 1011;
        };
    }

    /// Whether the same call, sent again later, may succeed.
    public boolean retryable() {
        return switch (this) {
            case REQUEST_TIMEOUT, CONFLICT, RATE_LIMITED, INTERNAL, UPSTREAM_ERROR, UPSTREAM_AUTH -> true;
            case UPSTREAM_UNREACHABLE, OVERLOADED, SHUTTING_DOWN, UPSTREAM_TIMEOUT -> true;
            default -> false;
        };
    }

    /// Only what an operator must act on is louder than the call's own line.
    public boolean alarming() {
        return this == INTERNAL || this == UPSTREAM_AUTH;
    }

    /// The metric label: bounded, never text from outside.
    public String label() {
        return code;
    }

    /// The kind that an HTTP status of an upstream stands for.
    public static ErrorKind ofStatus(int status) {
        return switch (status) {
            case 401, 407 -> UPSTREAM_AUTH;
            case 402 -> PAYMENT_REQUIRED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 408 -> REQUEST_TIMEOUT;
            case 409 -> CONFLICT;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 422 -> UNPROCESSABLE;
            case 429 -> RATE_LIMITED;
            case 431 -> HEADERS_TOO_LARGE;
            case 503, 529 -> OVERLOADED;
            case 504 -> UPSTREAM_TIMEOUT;
            default -> status >= 400 && status < 500 ? BAD_REQUEST : UPSTREAM_ERROR;
        };
    }

    /// The gRPC status codes that the table uses, with their numbers (google.rpc.Code).
    public enum Grpc {
        CANCELLED(1),
        INVALID_ARGUMENT(3),
        DEADLINE_EXCEEDED(4),
        NOT_FOUND(5),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        ABORTED(10),
        UNIMPLEMENTED(12),
        INTERNAL(13),
        UNAVAILABLE(14),
        UNAUTHENTICATED(16);

        private final int number;

        Grpc(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }
}
