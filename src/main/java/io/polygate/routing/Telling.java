package io.polygate.routing;

import io.polygate.model.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which of several failures the caller is told: the last that a backend itself answered with, else the last time-out,
/// else the last connection that failed, else why nobody could be asked. With the shortest wait that any of them named.
final class Telling {

    private @Nullable GatewayError best;
    private int rank;
    private @Nullable Duration retryAfter;

    /// @param sent whether the request reached a backend
    void note(GatewayError error, boolean sent) {
        int its = sent ? rank(error) : 0;
        if (best == null || its >= rank) {
            best = error;
            rank = its;
        }
        var wait = error.retryAfter();
        if (wait != null && (retryAfter == null || wait.compareTo(retryAfter) < 0)) {
            retryAfter = wait;
        }
    }

    private static int rank(GatewayError error) {
        if (error.original() != null) {
            return 4;
        }
        return switch (error.kind()) {
            case UPSTREAM_UNREACHABLE -> 1;
            case UPSTREAM_TIMEOUT -> 2;
            default -> 3;
        };
    }

    GatewayError error(GatewayError last) {
        var told = best == null ? last : best;
        return told.retryAfter() == null && retryAfter != null && told.kind().retryable()
                ? told.withRetryAfter(retryAfter)
                : told;
    }
}
