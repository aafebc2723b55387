package io.polygate.routing.rule;

import io.polygate.routing.endpoint.PeakLatency;
import io.polygate.routing.endpoint.PoolClock;
import io.polygate.routing.endpoint.Speed;
import io.polygate.routing.rule.ModelConfig.Target;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How many calls a target has and how fast they come, on this node; safe from every shard. The limits are those of
/// the configuration that asks, the counts live on when it changes.
///
/// The rate is a generic cell rate algorithm (ATM Forum, the virtual-scheduling form) that allows a burst of one
/// second's calls.
public final class TargetLoad {

    private static final long SECOND = 1_000_000_000L;

    private final PoolClock clock;
    private final AtomicInteger inside = new AtomicInteger();
    private final PeakLatency latency;
    private final Speed speed = new Speed();
    private final AtomicLong dueNanos = new AtomicLong(Long.MIN_VALUE);

    TargetLoad(PoolClock clock) {
        this.clock = clock;
        this.latency = new PeakLatency(clock.now());
    }

    /// Calls that are with the target.
    public int inside() {
        return inside.get();
    }

    /// Takes a place for a call, to be given back with [#leave], or tells which limit is reached.
    public @Nullable String enter(Target target) {
        if (target.maxConcurrency() > 0 && inside.get() >= target.maxConcurrency()) {
            return "max-concurrency " + target.maxConcurrency();
        }
        if (target.maxRps() > 0 && !passes(target.maxRps(), clock.now())) {
            return "max-rps " + target.maxRps();
        }
        int now = inside.incrementAndGet();
        if (target.maxConcurrency() > 0 && now > target.maxConcurrency()) {
            inside.decrementAndGet();
            return "max-concurrency " + target.maxConcurrency();
        }
        return null;
    }

    public void leave() {
        inside.decrementAndGet();
    }

    /// An answer ended: what balancers that go by latency want to know.
    ///
    /// @param firstToken nanoseconds until the first byte
    /// @param perToken nanoseconds for each further token, 0 where nobody counted
    public void answered(int promptTokens, long firstToken, double perToken) {
        long now = clock.now();
        latency.observe(firstToken, now);
        speed.observe(promptTokens, firstToken, perToken, now);
    }

    /// No answer came for that many nanoseconds.
    public void waited(long nanos) {
        latency.observe(nanos, clock.now());
    }

    /// To be called before several loads are compared: they are as of now, to the millisecond.
    void look() {
        clock.now();
    }

    double latency() {
        return latency.at(clock.recent());
    }

    double expectedNanos(int promptTokens) {
        return speed.expected(promptTokens, clock.recent());
    }

    private boolean passes(int perSecond, long now) {
        long step = SECOND / perSecond;
        while (true) {
            long due = dueNanos.get();
            long from = due == Long.MIN_VALUE ? now : Math.max(due, now);
            if (from - now > SECOND - step) {
                return false;
            }
            if (dueNanos.compareAndSet(due, from + step)) {
                return true;
            }
        }
    }
}
