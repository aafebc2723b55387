package io.polygate.provider;

import io.polygate.model.TokenCount;
import org.jspecify.annotations.Nullable;

/// What is known of an attempt when it ends.
///
/// @param finish the backend's own word for why it stopped, or null
/// @param firstByteNanos [System#nanoTime] of the first byte of the answer, 0 when none came
/// @param error true when the backend told of an error inside a stream that had begun
public record Outcome(TokenCount tokens, @Nullable String finish, long firstByteNanos, boolean error) {

    public static final Outcome NOTHING = new Outcome(TokenCount.UNKNOWN, null, 0, false);
}
