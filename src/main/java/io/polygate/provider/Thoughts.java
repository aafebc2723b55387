package io.polygate.provider;

import io.polygate.model.Thought;
import org.jspecify.annotations.Nullable;

/// Where a provider keeps what a model thought before it called tools, for callers whose dialect cannot carry it.
public interface Thoughts {

    /// Keeps nothing.
    Thoughts NONE = new Thoughts() {
        @Override
        public void remember(String owner, String callId, Thought thought) {}

        @Override
        public @Nullable Thought find(String owner, String callId) {
            return null;
        }
    };

    void remember(String owner, String callId, Thought thought);

    @Nullable
    Thought find(String owner, String callId);
}
