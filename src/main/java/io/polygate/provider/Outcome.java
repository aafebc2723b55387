package io.polygate.provider;

import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import org.jspecify.annotations.Nullable;

/// What is known of an attempt when it ends.
///
/// @param units what it used beside tokens of text
/// @param finish the backend's own word for why it stopped, or null
/// @param firstByteNanos [System#nanoTime] of the first byte of the answer, 0 when none came
/// @param error true when the backend told of an error inside a stream that had begun
public record Outcome(
        TokenCount tokens, Units units, @Nullable String finish, long firstByteNanos, boolean error) {

    public static final Outcome NOTHING = new Outcome(TokenCount.UNKNOWN, null, 0, false);

    /// Of a call that used nothing but tokens.
    public Outcome(TokenCount tokens, @Nullable String finish, long firstByteNanos, boolean error) {
        this(tokens, Units.NONE, finish, firstByteNanos, error);
    }
}
