package io.polygate.config;

/// How the process uses its machine.
///
/// @param eventLoops 0 is one per core
/// @param memoryHigh percent of the memory in use from which on new calls are refused
public record RuntimeConfig(int eventLoops, int memoryHigh) {}
