package io.polygate.routing;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The deadlines of a shard's calls: one tick looks at all of them. Late by at most one tick.
///
/// A tick that comes late tells of the shard itself: for so long its event loop was busy or had no processor, and an
/// answer that was there was not seen.
final class Overdue {

    private static final long TICK_MILLIS = 50;
    private static final long LATE_NANOS = TICK_MILLIS * 1_500_000;

    private final Vertx vertx;
    private final Set<Dispatch> calls = new HashSet<>();
    private @Nullable Long timer;
    private long tickedNanos;
    private long lateNanos;

    Overdue(Vertx vertx) {
        this.vertx = vertx;
    }

    void add(Dispatch call) {
        calls.add(call);
        if (timer == null) {
            tickedNanos = System.nanoTime();
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        }
    }

    /// How long this shard has been late in all, until then. What is between two readings of it was not the backends'.
    ///
    /// @param now a [System#nanoTime]
    long lateNanos(long now) {
        long gap = now - tickedNanos;
        return timer != null && gap > LATE_NANOS ? lateNanos + gap : lateNanos;
    }

    void remove(Dispatch call) {
        calls.remove(call);
    }

    /// Ends what goes on without a caller.
    void stop() {
        for (var call : calls.toArray(Dispatch[]::new)) {
            call.stop();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        lateNanos = lateNanos(now);
        tickedNanos = now;
        if (calls.isEmpty() && timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
            return;
        }
        for (var call : calls.toArray(Dispatch[]::new)) {
            call.check(now);
        }
    }
}
