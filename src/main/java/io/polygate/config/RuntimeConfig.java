package io.polygate.config;

/// How the process uses its machine. `eventLoops` 0 is one per core.
public record RuntimeConfig(int eventLoops) {}
