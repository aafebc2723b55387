package io.polygate.edge;

/// What a door does with a request on one of its paths.
@FunctionalInterface
public interface Endpoint {

    void handle(EdgeRequest request);
}
