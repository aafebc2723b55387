package io.polygate.routing.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/// Notices a backend that hangs before the first timeout tells: several calls wait for their first byte, and none has
/// come for long. It is over with the next byte, or when the calls have ended. Safe from every thread.
final class Silence {

    private static final int SEVERAL = 3;
    private static final long SHORTEST_NANOS = 2_000_000_000;
    private static final int TIMES = 10;

    private final AtomicInteger awaiting = new AtomicInteger();
    private volatile long lastHeard;

    void asked(long now) {
        if (awaiting.getAndIncrement() == 0) {
            lastHeard = now;
        }
    }

    /// The first byte came, or the call ended without one.
    void heard(long now) {
        awaiting.decrementAndGet();
        lastHeard = now;
    }

    /// Whether enough calls wait to look at the clock.
    boolean possible() {
        return awaiting.get() >= SEVERAL;
    }

    /// @param usual how long a first byte takes as a rule, 0 where that is not known
    boolean lasts(double usual, long now) {
        return possible() && now - lastHeard > Math.max(SHORTEST_NANOS, TIMES * usual);
    }
}
