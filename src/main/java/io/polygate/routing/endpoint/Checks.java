package io.polygate.routing.endpoint;

import java.util.concurrent.locks.ReentrantLock;

/// What active checks say of an endpoint: well until so many in a row have failed, then ill until so many in a row have
/// succeeded. Written by the checker, read by everybody.
final class Checks {

    private final ReentrantLock lock = new ReentrantLock();
    private int failed;
    private int succeeded;
    private volatile boolean healthy = true;
    private volatile boolean checked;
    private volatile String why = "";
    /// Of the one context that asks.
    private boolean asked;
    private long next;

    boolean healthy() {
        return healthy;
    }

    /// Whether it is time to ask; who gets true must tell when it was [#answered].
    boolean due(long now, long intervalNanos) {
        if (asked || next != 0 && now - next < 0) {
            return false;
        }
        asked = true;
        next = now + intervalNanos;
        return true;
    }

    void answered() {
        asked = false;
    }

    /// Whether anybody has asked yet.
    boolean checked() {
        return checked;
    }

    /// What the last failure was, empty while it is well.
    String why() {
        return healthy ? "" : why;
    }

    /// @return true when it has come back
    boolean note(boolean works, int unhealthyAfter, int healthyAfter, String reason) {
        lock.lock();
        try {
            checked = true;
            if (works) {
                failed = 0;
                succeeded++;
                boolean back = !healthy && succeeded >= healthyAfter;
                healthy = healthy || back;
                return back;
            }
            succeeded = 0;
            failed++;
            why = reason;
            if (failed >= unhealthyAfter) {
                healthy = false;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Nobody checks any more.
    void forget() {
        lock.lock();
        healthy = true;
        checked = false;
        failed = 0;
        succeeded = 0;
        lock.unlock();
    }
}
