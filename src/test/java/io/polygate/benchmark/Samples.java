package io.polygate.benchmark;

import java.util.Arrays;

/// Durations in nanoseconds, kept one by one so that percentiles are exact.
final class Samples {
    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long value) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = value;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /// The duration that this share of the samples does not exceed, in milliseconds; 0 without samples.
    double percentileMillis(double share) {
        if (count == 0) return 0;
        Arrays.sort(nanos, 0, count);
        return nanos[Math.min(count - 1, (int) Math.ceil(share * count) - 1)] / 1e6;
    }
}
