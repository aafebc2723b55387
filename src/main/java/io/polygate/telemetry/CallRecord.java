package io.polygate.telemetry;

import io.polygate.model.ErrorKind;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import org.jspecify.annotations.Nullable;

/// What is known of a call when it has ended: one log line and one observation of each metric.
///
/// @param key the name of the caller's key, never the key
/// @param model the name that the caller asked for, or the configured name that it stands for
/// @param target the model's name at the backend
/// @param units what was used beside tokens of text
/// @param nanos from the request's head to the end of the answer
/// @param overheadNanos what of that was ours
/// @param firstByteNanos from the request's head to the first byte of the answer, 0 when none came
/// @param route what was tried and left out, where there was anything to choose
public record CallRecord(
        String id,
        String door,
        String operation,
        @Nullable String key,
        String provider,
        String model,
        @Nullable String target,
        boolean stream,
        int status,
        @Nullable ErrorKind error,
        @Nullable String finish,
        TokenCount tokens,
        Units units,
        long nanos,
        long overheadNanos,
        long firstByteNanos,
        int attempts,
        @Nullable String route) {

    /// One of the turns of a call: what is known of it, under a number below the call's id.
    public CallRecord numbered(int turn) {
        return new CallRecord(
                id + "." + turn,
                door,
                operation,
                key,
                provider,
                model,
                target,
                stream,
                status,
                error,
                finish,
                tokens,
                units,
                nanos,
                overheadNanos,
                firstByteNanos,
                attempts,
                route);
    }

    /// What stands for a provider, model or key that a call never got to.
    public static final String NONE = "none";
}
