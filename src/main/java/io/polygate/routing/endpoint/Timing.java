package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;

/// The moments of one attempt, and what an endpoint learns from them. Belongs to one context.
final class Timing {

    /// One part in so many of a wait may be our own.
    private static final long MOST_OWN = 4;

    private final long started;
    private final int promptTokens;
    private long firstByte;
    private boolean blurred;

    Timing(long started, int promptTokens) {
        this.started = started;
        this.promptTokens = promptTokens;
    }

    /// A wait that was for a good part our own tells nothing of the endpoint.
    ///
    /// @param ownNanos of the wait
    /// @return true the first time
    boolean firstByte(long nanos, long ownNanos) {
        if (answered()) {
            return false;
        }
        firstByte = nanos;
        blurred = ownNanos > waited() / MOST_OWN;
        return true;
    }

    /// Until the first byte.
    long waited() {
        return Math.max(1, firstByte - started);
    }

    /// Whether the time to the first byte was the endpoint's.
    boolean tells() {
        return firstByte != 0 && !blurred;
    }

    boolean answered() {
        return firstByte != 0;
    }

    /// The first byte came: whether the endpoint bears what it has is known now, not when a long answer has ended.
    void heardBy(EndpointState state, long now) {
        state.silence.heard(now);
        if (tells()) {
            state.adaptive.observe(waited(), state.inFlight(), now);
        }
    }

    /// @param inFlight the calls that were under way, this one among them
    void observedBy(EndpointState state, Ended how, int inFlight, long now) {
        if (tells()) {
            long wait = waited();
            state.latency.observe(wait, now);
            if (how instanceof Ended.Ok(long tokens)) {
                double perToken = tokens > 1 ? (double) Math.max(0, now - firstByte) / (tokens - 1) : 0;
                state.speed.observe(promptTokens, wait, perToken, now);
            }
        } else if (!answered() && waitedInVain(how)) {
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
