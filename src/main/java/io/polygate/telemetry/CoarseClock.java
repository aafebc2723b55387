package io.polygate.telemetry;

import io.micrometer.core.instrument.Clock;
import io.vertx.core.Vertx;

/// The time as meters need it, to half a second. Each number that is recorded asks for it several times to see whether
/// a window of minutes has passed; the system's clock would cost a call more than the numbers do.
public final class CoarseClock implements Clock {

    private static final long STEP_MILLIS = 500;

    private volatile long wallMillis;
    private volatile long monotonicNanos;

    public CoarseClock() {
        tick();
    }

    /// Goes from now on.
    public void start(Vertx vertx) {
        vertx.setPeriodic(STEP_MILLIS, id -> tick());
    }

    private void tick() {
        wallMillis = SYSTEM.wallTime();
        monotonicNanos = SYSTEM.monotonicTime();
    }

    @Override
    public long wallTime() {
        return wallMillis;
    }

    @Override
    public long monotonicTime() {
        return monotonicNanos;
    }
}
