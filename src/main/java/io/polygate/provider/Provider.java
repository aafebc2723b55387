package io.polygate.provider;

import io.polygate.model.Operation;
import io.vertx.core.Future;

/// An account at a backend that answers calls. One instance per shard; used on the shard's context only.
public interface Provider {

    String id();

    /// Sends a call to the backend. Every outcome reaches `handler`, never an exception.
    Attempt open(UpstreamCall call, AttemptHandler handler);

    /// Whether a caller of a dialect can be served at all: some dialects pass or nothing.
    default boolean understands(String dialect, Operation operation) {
        return true;
    }

    /// Whether a model can be asked to go on with a text that another one has begun.
    default boolean continues(String model) {
        return false;
    }

    /// Closes idle connections; what is open is cut.
    Future<Void> close();
}
