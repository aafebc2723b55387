package io.polygate.bus;

import java.time.Duration;

/// The bounds of the bus.
///
/// @param window bytes of an answer that may be under way before the backend is held back
/// @param acceptTimeout how long another node may take to accept a call
/// @param aliveInterval how often nodes that share calls say that they are here
/// @param aliveTimeout after this long without a word a node is lost and its calls fail
/// @param askTimeout how long to wait for other nodes to tell what they keep
public record BusConfig(
        int window, Duration acceptTimeout, Duration aliveInterval, Duration aliveTimeout, Duration askTimeout) {}
