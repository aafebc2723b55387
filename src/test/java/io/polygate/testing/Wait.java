package io.polygate.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Waits for what will happen, and gives up after a while: the only clock in the tests, never an assertion.
public final class Wait {

    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_MILLIS = 10;
    private static final int STILL_LOOKS = 50;

    private Wait() {}

    public static <T> T on(Future<T> future) {
        return on(future.toCompletionStage().toCompletableFuture());
    }

    public static <T> T on(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("it did not happen: " + e, e);
        }
    }

    /// Until a condition holds that nobody announces.
    public static void until(Vertx vertx, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not happen");
            }
            on(vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /// Until a condition holds, where there is no Vert.x to wait on.
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not happen");
            }
            moment();
        }
    }

    /// Long enough for something to have happened meanwhile.
    public static void moment() {
        on(CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)));
    }

    /// Until a number stands still: what was on its way has arrived.
    public static long untilStill(Vertx vertx, LongSupplier number) {
        var looks = new int[1];
        var last = new long[] {number.getAsLong()};
        until(vertx, () -> {
            long now = number.getAsLong();
            looks[0] = now == last[0] ? looks[0] + 1 : 0;
            last[0] = now;
            return looks[0] >= STILL_LOOKS;
        });
        return last[0];
    }
}
