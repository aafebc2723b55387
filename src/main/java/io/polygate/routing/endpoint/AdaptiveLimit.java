package io.polygate.routing.endpoint;

import io.polygate.routing.endpoint.EndpointPolicy.AdaptivePolicy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// How many calls an endpoint may have at once, learnt from how it answers: the gradient of the time to the first byte.
///
/// Every window of a second the mean is held against the mean of the last minutes (Netflix's gradient2). Where it has
/// grown beyond `tolerance`, the limit goes a fifth of the way to that proportion of what is under way; where it has
/// not and the limit is in use, the limit grows by its square root. Answers that come within a quarter of a second are
/// never a sign of overload, nor are slow ones while fewer calls are under way than the least limit allows: another
/// model was asked. Those that this node itself was late to see are not held against anybody ([Timing#tells]).
final class AdaptiveLimit {

    private static final long WINDOW_NANOS = 1_000_000_000;
    private static final int ENOUGH = 10;
    private static final double QUICK_NANOS = 250e6;
    private static final double LONG_TERM = 0.02;
    private static final double SHARPEST = 0.5;
    /// One bad second must not turn away the callers of minutes.
    private static final double SMOOTHING = 0.2;

    private final ReentrantLock closing = new ReentrantLock();
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong busiest = new AtomicLong();
    private final AtomicLong busiestWhenSlow = new AtomicLong();
    private volatile AdaptivePolicy policy;
    private volatile int max;
    private volatile int limit;
    /// What holds: the learnt one, or the configured one where nothing may be learnt.
    private volatile int effective;
    private volatile long windowEnds;
    private double longTerm;

    AdaptiveLimit(AdaptivePolicy policy, int max, long now) {
        this.policy = policy;
        this.max = max;
        this.limit = max;
        this.effective = max;
        this.windowEnds = now + WINDOW_NANOS;
    }

    /// Calls that may be under way now.
    int limit() {
        return effective;
    }

    void use(AdaptivePolicy nextPolicy, int nextMax) {
        if (limit >= max) {
            limit = nextMax;
        }
        policy = nextPolicy;
        max = nextMax;
        effective = nextPolicy.enabled() ? Math.min(limit, nextMax) : nextMax;
    }

    /// One call's time to its first byte, and how many calls were under way with it.
    void observe(long firstByteNanos, int inFlight, long now) {
        if (!policy.enabled()) {
            return;
        }
        samples.incrementAndGet();
        nanos.addAndGet(firstByteNanos);
        busiest.accumulateAndGet(inFlight, Math::max);
        if (firstByteNanos > QUICK_NANOS) {
            busiestWhenSlow.accumulateAndGet(inFlight, Math::max);
        }
        if (now - windowEnds >= 0 && samples.get() >= ENOUGH && closing.tryLock()) {
            try {
                if (now - windowEnds >= 0) {
                    closeWindow(now);
                }
            } finally {
                closing.unlock();
            }
        }
    }

    private void closeWindow(long now) {
        windowEnds = now + WINDOW_NANOS;
        long count = Math.max(1, samples.getAndSet(0));
        double mean = (double) nanos.getAndSet(0) / count;
        int busy = (int) busiest.getAndSet(0);
        int busyWhenSlow = (int) busiestWhenSlow.getAndSet(0);
        if (longTerm == 0) {
            longTerm = mean;
            return;
        }
        double gradient = Math.clamp(policy.tolerance() * longTerm / mean, SHARPEST, 1);
        // After a slow time the memory of it must not make the next one look normal.
        longTerm = mean < longTerm / 2 ? longTerm * 0.9 + mean * 0.1 : longTerm + LONG_TERM * (mean - longTerm);
        boolean slower = gradient < 1 && mean > QUICK_NANOS;
        if (slower && busyWhenSlow >= policy.min()) {
            double from = Math.min(limit, busyWhenSlow);
            limit = (int) Math.max(policy.min(), from * (1 - SMOOTHING * (1 - gradient)));
        } else if (!slower && limit < max && busy >= limit / 2) {
            limit = Math.min(max, limit + (int) Math.ceil(Math.sqrt(limit)));
        }
        effective = Math.min(limit, max);
    }
}
