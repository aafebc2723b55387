package io.polygate.session;

import java.time.Duration;

/// How much of what models thought is kept for the next turn: at most `maxBytes` in all, none longer than `lifetime`.
public record ThoughtConfig(long maxBytes, int maxBytesEach, Duration lifetime) {}
