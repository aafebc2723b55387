package io.polygate.routing.endpoint;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// A moving average of times that believes bad news at once and good news slowly, as Finagle's peak EWMA does. What is
/// old counts less: without news it comes down by itself. Safe from every thread.
public final class PeakLatency {

    private static final double DECAY_NANOS = 10e9;

    private record Sample(double nanos, long at) {}

    private final AtomicReference<Sample> last;

    public PeakLatency(long now) {
        last = new AtomicReference<>(new Sample(0, now));
    }

    public void observe(double nanos, long now) {
        while (true) {
            var seen = sample();
            double kept = Math.exp(-Math.max(0, now - seen.at) / DECAY_NANOS);
            double next = seen.nanos == 0 || nanos > seen.nanos ? nanos : seen.nanos * kept + nanos * (1 - kept);
            if (last.compareAndSet(seen, new Sample(next, now))) {
                return;
            }
        }
    }

    /// As if nothing was ever seen.
    void forget(long now) {
        last.set(new Sample(0, now));
    }

    /// 0 where nothing was ever seen.
    public double at(long now) {
        var seen = sample();
        return seen.nanos == 0 ? 0 : Math.max(1, seen.nanos * Math.exp(-Math.max(0, now - seen.at) / DECAY_NANOS));
    }

    private Sample sample() {
        return Objects.requireNonNull(last.get());
    }

    /// The average as it was at the last observation.
    double value() {
        return sample().nanos;
    }
}
