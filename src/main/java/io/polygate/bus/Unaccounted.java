package io.polygate.bus;

import io.polygate.model.GatewayError;

/// Is told of a call that failed on its way to routing or with the node that served it, since no pipeline there can
/// account for it any more.
@FunctionalInterface
public interface Unaccounted {

    /// @param startedNanos [System#nanoTime] when the call began
    void ended(String door, String id, long startedNanos, GatewayError error);

    /// Nobody wants to know.
    Unaccounted IGNORED = (door, id, startedNanos, error) -> {};
}
