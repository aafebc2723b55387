package io.polygate.edge;

import io.polygate.model.GatewayError;

/// Is told of a request that ended at the edge or at a door, so that it gets its log line and is counted.
@FunctionalInterface
public interface RefusalListener {

    /// @param startedNanos [System#nanoTime] when the request began
    void refused(String id, long startedNanos, GatewayError error);
}
