package io.polygate.routing;

import io.polygate.model.ErrorKind;

/// What to do about an attempt that failed before anything was sent to the caller.
enum Reaction {
    /// The same target may do better next time, and so may another.
    AGAIN,
    /// This target won't do better, another may: its account, its rights, or it doesn't have what is asked for.
    ELSEWHERE,
    /// The request doesn't suit this model, but perhaps another.
    OTHER_MODEL,
    /// Nobody would do better.
    NONE;

    static Reaction to(ErrorKind kind) {
        return switch (kind) {
            case UPSTREAM_AUTH, PAYMENT_REQUIRED, PERMISSION_DENIED, MODEL_NOT_FOUND, NOT_FOUND, METHOD_NOT_ALLOWED ->
                ELSEWHERE;
            case CONTEXT_LENGTH, CONTENT_FILTER -> OTHER_MODEL;
            default -> kind.retryable() ? AGAIN : NONE;
        };
    }
}
