package io.polygate.routing.endpoint;

import java.util.function.LongSupplier;

/// The time of a pool or of rules, in nanoseconds from some moment on, as [System#nanoTime]. Safe from every thread.
public final class PoolClock {

    private static final long STEP_NANOS = 1_000_000;

    private final LongSupplier nanos;
    private volatile long recent;

    public PoolClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.recent = nanos.getAsLong();
    }

    public long now() {
        long now = nanos.getAsLong();
        if (now - recent > STEP_NANOS) {
            recent = now;
        }
        return now;
    }

    /// The time when somebody last asked for it: to the millisecond, and almost free.
    public long recent() {
        return recent;
    }
}
