package io.polygate.routing.endpoint;

import java.util.concurrent.ThreadLocalRandom;

/// The share of the last calls that failed, about; a lost update does not matter. Safe from every thread.
final class FailureShare {

    /// How much one call counts.
    private static final double ONE_CALL = 0.125;
    /// From where on it keeps calls away.
    private static final double BEARABLE = 0.1;

    private volatile double share;

    void worked() {
        share = share < BEARABLE / 10 ? 0 : share * (1 - ONE_CALL);
    }

    void failed() {
        share = share + (1 - share) * ONE_CALL;
    }

    void forget() {
        share = 0;
    }

    boolean bearable() {
        return share < BEARABLE;
    }

    /// Whether chance leaves out of this choice who fails that often.
    boolean holdsBack() {
        double now = share;
        return now > BEARABLE && ThreadLocalRandom.current().nextDouble() < Math.min(1 - SlowStart.SMALLEST, now);
    }
}
