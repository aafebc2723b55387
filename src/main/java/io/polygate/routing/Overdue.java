package io.polygate.routing;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The deadlines of a shard's calls: one tick looks at all of them. Late by at most one tick.
final class Overdue {

    private static final long TICK_MILLIS = 50;

    private final Vertx vertx;
    private final Set<Dispatch> calls = new HashSet<>();
    private @Nullable Long timer;

    Overdue(Vertx vertx) {
        this.vertx = vertx;
    }

    void add(Dispatch call) {
        calls.add(call);
        if (timer == null) {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        }
    }

    void remove(Dispatch call) {
        calls.remove(call);
    }

    /// Ends what goes on without a caller.
    void stop() {
        for (var call : calls.toArray(Dispatch[]::new)) {
            call.stop();
        }
    }

    private void tick() {
        if (calls.isEmpty() && timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
            return;
        }
        long now = System.nanoTime();
        for (var call : calls.toArray(Dispatch[]::new)) {
            call.check(now);
        }
    }
}
