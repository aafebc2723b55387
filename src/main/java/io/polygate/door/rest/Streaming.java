package io.polygate.door.rest;

import org.jspecify.annotations.Nullable;

/// How it is known whether an answer is wanted as a stream.
enum Streaming {
    /// The path says so.
    ALWAYS,
    /// The path says no.
    NEVER,
    /// The body says so, in `stream`.
    ASKED,
    /// The body says no, in `stream`.
    UNLESS_REFUSED;

    /// @param said what the body says, null where it says nothing
    boolean of(@Nullable Boolean said) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ASKED -> Boolean.TRUE.equals(said);
            case UNLESS_REFUSED -> !Boolean.FALSE.equals(said);
        };
    }
}
