package io.polygate.routing.idempotency;

/// Whose key: callers don't see each other's.
public record ReplayKey(String owner, String key) {}
