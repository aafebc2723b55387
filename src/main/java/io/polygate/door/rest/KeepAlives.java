package io.polygate.door.rest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends a comment on streams that have been quiet for `server.stream-keepalive`, so that no proxy between takes them
/// for dead. One tick for all streams of a shard.
final class KeepAlives {

    static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    private static final long SHORTEST_TICK_MILLIS = 20;

    private final Vertx vertx;
    private final Duration quiet;
    private final long tickMillis;
    private final Set<AnswerRelay> streams = new HashSet<>();
    private @Nullable Long timer;

    KeepAlives(Vertx vertx, Duration quiet) {
        this.vertx = vertx;
        this.quiet = quiet;
        this.tickMillis = Math.max(SHORTEST_TICK_MILLIS, Math.min(1000, quiet.toMillis() / 4));
    }

    void add(AnswerRelay stream) {
        streams.add(stream);
        if (timer == null && !quiet.isZero()) {
            timer = vertx.setPeriodic(tickMillis, id -> tick());
        }
    }

    void remove(AnswerRelay stream) {
        streams.remove(stream);
    }

    void stop() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    private void tick() {
        if (streams.isEmpty()) {
            stop();
            return;
        }
        long quietSince = System.nanoTime() - quiet.toNanos();
        for (var stream : streams.toArray(AnswerRelay[]::new)) {
            stream.keepAlive(quietSince);
        }
    }
}
