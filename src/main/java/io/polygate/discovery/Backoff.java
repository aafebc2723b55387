package io.polygate.discovery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between tries: twice as long after each failure up to a limit, and by chance, so that many nodes don't come
/// back at the same moment.
public final class Backoff {

    private static final long FIRST_MILLIS = 100;

    private final long maxMillis;
    private long nextMillis;

    public Backoff(Duration max) {
        this.maxMillis = Math.max(1, max.toMillis());
        reset();
    }

    /// It worked: the next pause is a short one.
    public void reset() {
        nextMillis = Math.min(FIRST_MILLIS, maxMillis);
    }

    /// The next pause: from half of what is due to all of it.
    public long nextMillis() {
        long due = nextMillis;
        nextMillis = Math.min(maxMillis, due * 2);
        return due / 2 + ThreadLocalRandom.current().nextLong(due - due / 2 + 1) + 1;
    }
}
