package io.polygate.routing.endpoint;

import io.polygate.routing.endpoint.EndpointPolicy.BreakerPolicy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A circuit breaker: closed while calls succeed, open for a while after too many failures, then half open: one trial
/// call decides. Safe from every thread; nobody waits.
final class Breaker {

    /// How a call got through.
    enum Permit {
        NONE,
        CALL,
        TRIAL
    }

    private static final long CLOSED = 0;
    /// So many calls, all of them failed, show that nothing works there.
    private static final int HOPELESS_CALLS = 20;

    private final long origin;
    /// When trials begin, in nanoseconds after `origin`; `CLOSED` while all calls pass.
    private final AtomicLong openUntil = new AtomicLong(CLOSED);
    private final AtomicBoolean trial = new AtomicBoolean();
    private final AtomicLong openings = new AtomicLong();
    private volatile Held held;

    /// The policy and the window that was made for it.
    private record Held(BreakerPolicy policy, RatioWindow window) {}

    Breaker(BreakerPolicy policy, long now) {
        this.origin = now - 1;
        this.held = new Held(policy, new RatioWindow(policy.window(), now));
    }

    /// Goes by another policy from now on; the state stays.
    void use(BreakerPolicy policy, long now) {
        if (!policy.equals(held.policy)) {
            held = new Held(policy, new RatioWindow(policy.window(), now));
        }
    }

    BreakerState state(long now) {
        long until = openUntil.get();
        if (until == CLOSED) {
            return BreakerState.CLOSED;
        }
        return now - origin < until ? BreakerState.OPEN : BreakerState.HALF_OPEN;
    }

    /// Whether a call would get through.
    boolean allows(long now) {
        return openUntil.get() == CLOSED || wantsTrial(now);
    }

    /// Whether it is half open and its trial is free.
    boolean wantsTrial(long now) {
        long until = openUntil.get();
        return until != CLOSED && now - origin >= until && !trial.get();
    }

    /// Who gets a permit other than `NONE` must give it back by [#ended] or [#released].
    Permit take(long now) {
        if (openUntil.get() == CLOSED) {
            return Permit.CALL;
        }
        return wantsTrial(now) && trial.compareAndSet(false, true) ? Permit.TRIAL : Permit.NONE;
    }

    void ended(Permit permit, boolean failed, long now) {
        if (permit == Permit.TRIAL) {
            if (failed) {
                held.window.add(now, true);
                open(now);
            } else {
                close();
            }
            trial.set(false);
            return;
        }
        var current = held;
        current.window.add(now, failed);
        if (failed && openUntil.get() == CLOSED) {
            var sum = current.window.sum(now);
            if (sum.calls() >= current.policy.minCalls() && sum.reaches(current.policy.failures())) {
                open(now);
            }
        }
    }

    /// The call said nothing about the backend.
    void released(Permit permit) {
        if (permit == Permit.TRIAL) {
            trial.set(false);
        }
    }

    /// Opens without waiting for the ratio.
    void trip(long now) {
        if (openUntil.get() == CLOSED) {
            open(now);
        }
    }

    /// Closes at once and forgets.
    void close() {
        held.window.clear();
        openUntil.set(CLOSED);
    }

    /// Whether nothing at all has worked within the window, however often it was tried.
    boolean hopeless(long now) {
        var sum = held.window.sum(now);
        return sum.failures() == sum.calls() && sum.calls() >= Math.max(HOPELESS_CALLS, held.policy.minCalls());
    }

    /// Nanoseconds until it would let a trial through, 0 when it would now.
    long opensIn(long now) {
        long until = openUntil.get();
        return until == CLOSED ? 0 : Math.max(0, until - (now - origin));
    }

    long openings() {
        return openings.get();
    }

    private void open(long now) {
        openings.incrementAndGet();
        openUntil.set(now - origin + held.policy.open().toNanos());
    }
}
