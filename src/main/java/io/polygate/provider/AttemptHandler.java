package io.polygate.provider;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Hears what a backend answers, in order, on the shard's context.
public interface AttemptHandler {

    /// The next part, in the caller's dialect; the first has the head, held until the backend's first valid event. With
    /// the last part comes what the call used.
    void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last);

    /// A turn of a conversation that goes on has ended. Most calls have none.
    ///
    /// @param startedNanos [System#nanoTime] when the turn began
    default void turn(long startedNanos, Outcome outcome) {}

    /// The attempt failed; before the first part another target may be tried. `used` is what the backend told so far.
    void failed(GatewayError error, Outcome used);
}
