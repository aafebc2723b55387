package io.polygate.provider.http;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The timers of a shard's attempts: one tick looks at all of them, since a timer of its own for each of four waits
/// would cost more than the call. Late by at most one tick.
public final class Deadlines {

    private static final long TICK_MILLIS = 50;

    private final Vertx vertx;
    private final Set<HttpAttempt> attempts = new HashSet<>();
    private @Nullable Long timer;

    public Deadlines(Vertx vertx) {
        this.vertx = vertx;
    }

    void add(HttpAttempt attempt) {
        attempts.add(attempt);
        if (timer == null) {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        }
    }

    void remove(HttpAttempt attempt) {
        attempts.remove(attempt);
    }

    /// The timer goes when there has been nothing to watch for a whole tick.
    private void tick() {
        if (attempts.isEmpty() && timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
            return;
        }
        long now = System.nanoTime();
        for (var attempt : attempts.toArray(HttpAttempt[]::new)) {
            attempt.check(now);
        }
    }
}
