package io.polygate.routing.endpoint;

/// What a circuit breaker does with calls.
public enum BreakerState {
    /// They pass.
    CLOSED,
    /// They are kept away.
    OPEN,
    /// One may pass, and it decides.
    HALF_OPEN
}
