package io.polygate.routing.endpoint;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// Calls and failures of the last while, in ten slots. Lock-free: each slot is one number, its time, its calls and its
/// failures side by side.
final class RatioWindow {

    private static final int SLOTS = 10;
    private static final int BITS = 20;
    private static final long MASK = (1L << BITS) - 1;
    private static final long TIME_MASK = (1L << 24) - 1;

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final long origin;
    private final long slotNanos;

    RatioWindow(Duration length, long now) {
        slotNanos = Math.max(1, length.toNanos() / SLOTS);
        origin = now - slotNanos * SLOTS;
    }

    void add(long now, boolean failed) {
        long time = time(now);
        int at = (int) (time % SLOTS);
        while (true) {
            long seen = slots.get(at);
            long fresh = timeOf(seen) == (time & TIME_MASK) ? seen : (time & TIME_MASK) << (2 * BITS);
            if ((fresh >>> BITS & MASK) == MASK) {
                return;
            }
            if (slots.compareAndSet(at, seen, fresh + (1L << BITS) + (failed ? 1 : 0))) {
                return;
            }
        }
    }

    /// What the window holds at this moment.
    Sum sum(long now) {
        long time = time(now);
        long calls = 0;
        long failures = 0;
        for (int i = 0; i < SLOTS; i++) {
            long slot = slots.get(i);
            if ((time - timeOf(slot) & TIME_MASK) < SLOTS) {
                calls += slot >>> BITS & MASK;
                failures += slot & MASK;
            }
        }
        return new Sum(calls, failures);
    }

    record Sum(long calls, long failures) {

        boolean reaches(double share) {
            return failures > 0 && failures >= share * calls;
        }
    }

    void clear() {
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, 0);
        }
    }

    private long time(long now) {
        return (now - origin) / slotNanos;
    }

    private static long timeOf(long slot) {
        return slot >>> (2 * BITS);
    }
}
