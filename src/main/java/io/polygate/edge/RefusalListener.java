package io.polygate.edge;

import io.polygate.model.GatewayError;

/// Is told of a request that ended at the edge or at a door, so that it gets its log line and is counted.
@FunctionalInterface
public interface RefusalListener {

    void refused(EdgeRequest request, GatewayError error);
}
