package io.polygate.provider;

import io.polygate.model.Thought;
import io.vertx.core.Future;
import java.util.List;
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

    /// The most that one may weigh, about in characters: a longer one need not be gathered.
    default int maxEach() {
        return 0;
    }

    void remember(String owner, String callId, Thought thought);

    /// Completes when all that is known of these calls can be found here.
    default Future<Void> gather(String owner, List<String> callIds) {
        return Future.succeededFuture();
    }

    @Nullable
    Thought find(String owner, String callId);
}
