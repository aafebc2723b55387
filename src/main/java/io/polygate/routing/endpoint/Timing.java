package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;

/// The moments of one attempt, and what an endpoint learns from them. Belongs to one context.
final class Timing {

    private final long started;
    private final int promptTokens;
    private long firstByte;

    Timing(long started, int promptTokens) {
        this.started = started;
        this.promptTokens = promptTokens;
    }

    /// @return true the first time
    boolean firstByte(long nanos) {
        if (firstByte != 0) {
            return false;
        }
        firstByte = nanos;
        return true;
    }

    boolean answered() {
        return firstByte != 0;
    }

    /// @param inFlight the calls that were under way, this one among them
    void observedBy(EndpointState state, Ended how, int inFlight, long now) {
        if (firstByte != 0) {
            long wait = Math.max(1, firstByte - started);
            state.latency.observe(wait, now);
            state.adaptive.observe(wait, inFlight, now);
            if (how instanceof Ended.Ok(long tokens)) {
                double perToken = tokens > 1 ? (double) Math.max(0, now - firstByte) / (tokens - 1) : 0;
                state.speed.observe(promptTokens, wait, perToken, now);
            }
        } else if (waitedInVain(how)) {
            long wait = Math.max(1, now - started);
            state.latency.observe(wait, now);
            state.adaptive.observe(wait, inFlight, now);
        }
    }

    /// A refused connection is quick and says nothing of speed; a silence does.
    private static boolean waitedInVain(Ended how) {
        return switch (how) {
            case Ended.Failed(var error) -> error.kind() == ErrorKind.UPSTREAM_TIMEOUT;
            case Ended.Cancelled _ -> true;
            case Ended.Ok _ -> true;
        };
    }
}
