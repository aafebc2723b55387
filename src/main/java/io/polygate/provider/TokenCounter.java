package io.polygate.provider;

import io.polygate.model.ChatRequest;
import io.vertx.core.Future;

/// Counts a request's tokens without asking anybody, for backends that cannot be asked.
public interface TokenCounter {

    /// @param exact whether the model's own vocabulary was used; else it is an estimate
    record Count(long tokens, boolean exact) {}

    /// Never on an event loop: the vocabulary is large.
    Future<Count> count(ChatRequest request, String model);
}
