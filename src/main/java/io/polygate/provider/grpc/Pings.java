package io.polygate.provider.grpc;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks a connection again and again whether it still stands, and closes it when no answer comes: the calls on it fail
/// instead of waiting for a machine that is gone.
final class Pings {

    private static final Buffer PING = Buffer.buffer("polygate");

    private Pings() {}

    /// Until what it returns is run.
    static Runnable keepUp(Vertx vertx, HttpConnection connection, Duration interval, Duration patience) {
        long timer = vertx.setPeriodic(interval.toMillis(), id -> ping(connection, patience));
        return () -> vertx.cancelTimer(timer);
    }

    private static void ping(HttpConnection connection, Duration patience) {
        connection
                .ping(PING.copy())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(silent -> connection.close());
    }
}
