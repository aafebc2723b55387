package io.polygate.routing;

import io.polygate.model.ErrorKind;
import org.jspecify.annotations.Nullable;

/// What became of one target that was asked, or that had no room.
///
/// @param endpoint where it was sent, or null where it never was or there is only one
/// @param status the backend's HTTP status, or the one that its failure stands for
/// @param error null for an answer
/// @param cancelled true when the gateway ended it: the caller left, or another target was faster
/// @param after how many characters of the answer the caller had when it was asked to go on with them; 0 for none
/// @param startNanos since the call began
/// @param nanos how long it took
record Step(
        String provider,
        String model,
        @Nullable String endpoint,
        int status,
        @Nullable ErrorKind error,
        boolean cancelled,
        int after,
        long startNanos,
        long nanos) {

    /// In one word: `ok`, `cancelled`, or the error's label.
    String outcome() {
        return cancelled ? "cancelled" : error == null ? "ok" : error.label();
    }
}
