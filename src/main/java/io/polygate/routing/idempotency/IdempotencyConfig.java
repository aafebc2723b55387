package io.polygate.routing.idempotency;

import java.time.Duration;

/// How long and how much of answers to calls with an `Idempotency-Key` is kept, on each node.
public record IdempotencyConfig(Duration lifetime, int maxCount, long maxBytes, long maxEach) {}
