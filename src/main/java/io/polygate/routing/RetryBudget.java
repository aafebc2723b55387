package io.polygate.routing;

import java.util.concurrent.atomic.AtomicLongArray;

/// How many attempts beyond the first a node may make: a share of the calls of the last ten seconds, and at least ten
/// a second, so that backends that fail are not flooded with more than they had. Safe from every shard.
public final class RetryBudget {

    private static final int SECONDS = 10;
    private static final int AT_LEAST = 10 * SECONDS;
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLongArray second = new AtomicLongArray(SECONDS);
    private final AtomicLongArray calls = new AtomicLongArray(SECONDS);
    private final AtomicLongArray retries = new AtomicLongArray(SECONDS);

    /// A call begins.
    void called(long nowNanos) {
        calls.incrementAndGet(slot(nowNanos));
    }

    /// Takes one attempt out of the budget, or returns false when there is none left.
    boolean take(double share, long nowNanos) {
        int slot = slot(nowNanos);
        long now = nowNanos / SECOND;
        long asked = 0;
        long again = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (now - second.get(i) < SECONDS) {
                asked += calls.get(i);
                again += retries.get(i);
            }
        }
        if (again >= Math.max(AT_LEAST, (long) (asked * share))) {
            return false;
        }
        retries.incrementAndGet(slot);
        return true;
    }

    private int slot(long nowNanos) {
        long now = nowNanos / SECOND;
        int slot = (int) Math.floorMod(now, SECONDS);
        long held = second.get(slot);
        if (held != now && second.compareAndSet(slot, held, now)) {
            calls.set(slot, 0);
            retries.set(slot, 0);
        }
        return slot;
    }
}
