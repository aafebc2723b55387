package io.polygate.routing.endpoint;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Who came back a short while ago gets few calls at first, and more with time. Safe from every thread.
final class SlowStart {

    static final double SMALLEST = 0.1;

    /// A moment of the pool's clock; 0 when it is over.
    private volatile long since;

    void from(long moment) {
        since = moment;
    }

    boolean over() {
        return since == 0;
    }

    /// Whether chance leaves it out of this choice.
    boolean holdsBack(Duration length, long now) {
        long began = since;
        if (began == 0 || now - began < 0) {
            return false;
        }
        double share = (double) (now - began) / Math.max(1, length.toNanos());
        if (share >= 1) {
            since = 0;
            return false;
        }
        return ThreadLocalRandom.current().nextDouble() > Math.max(SMALLEST, share);
    }
}
