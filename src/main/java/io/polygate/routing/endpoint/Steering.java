package io.polygate.routing.endpoint;

/// What an operator said of an endpoint; stays until it is taken back. Safe from every thread.
final class Steering {

    private static final int AS_CONFIGURED = -1;

    private volatile boolean draining;
    private volatile int weight = AS_CONFIGURED;
    private volatile long ejectedUntil;

    /// Whether nobody said anything.
    boolean quiet() {
        return !draining && weight == AS_CONFIGURED && ejectedUntil == 0;
    }

    boolean draining() {
        return draining;
    }

    void drain(boolean on) {
        draining = on;
    }

    int weightOr(int configured) {
        int said = weight;
        return said == AS_CONFIGURED ? configured : said;
    }

    void weigh(int said) {
        weight = said;
    }

    /// Discovery says another weight than it did: that holds.
    void forgetWeight() {
        weight = AS_CONFIGURED;
    }

    /// As was said of another.
    void take(Steering other) {
        draining = other.draining;
        weight = other.weight;
        ejectedUntil = other.ejectedUntil;
    }

    boolean ejected(long now) {
        long until = ejectedUntil;
        return until != 0 && until - now > 0;
    }

    void eject(long until) {
        ejectedUntil = until;
    }

    /// As if nobody had said anything.
    void clear() {
        draining = false;
        weight = AS_CONFIGURED;
        ejectedUntil = 0;
    }
}
