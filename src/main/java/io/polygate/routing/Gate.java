package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.ProviderConfig.Limits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// How many calls of this node a provider may have at once: `limits.concurrent`, then a queue of `limits.queue` whose
/// members wait at most `limits.queue-timeout`. One per provider and node; safe from every shard.
public final class Gate {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final String provider;
    private final Limits limits;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

    public Gate(String provider, Limits limits) {
        this.provider = provider;
        this.limits = limits;
    }

    public int inside() {
        return inside.get();
    }

    public int waiting() {
        return waiting.get();
    }

    /// Whether a call may go on at once; who gets true must [#leave].
    boolean tryEnter() {
        if (inside.incrementAndGet() <= limits.concurrent()) {
            return true;
        }
        inside.decrementAndGet();
        return false;
    }

    /// Waits for room: `enter` runs on the current context with the room taken, or `refuse` with the reason.
    ///
    /// @return run it when the call no longer wants to wait
    Runnable await(Vertx vertx, Runnable enter, Consumer<GatewayError> refuse) {
        if (waiting.incrementAndGet() > limits.queue()) {
            waiting.decrementAndGet();
            refuse.accept(full("its queue is full"));
            return () -> {};
        }
        var waiter = new Waiter(vertx.getOrCreateContext(), enter);
        long timer = vertx.setTimer(Math.max(1, limits.queueTimeout().toMillis()), id -> {
            if (waiter.settle()) {
                leaveQueue(waiter);
                refuse.accept(full("no room within " + limits.queueTimeout().toMillis() + " ms"));
            }
        });
        waiter.timer = timer;
        queue.add(waiter);
        admit();
        return () -> {
            if (waiter.settle()) {
                vertx.cancelTimer(timer);
                leaveQueue(waiter);
            }
        };
    }

    void leave() {
        inside.decrementAndGet();
        if (!queue.isEmpty()) {
            admit();
        }
    }

    private void admit() {
        while (!queue.isEmpty() && tryEnter()) {
            var waiter = queue.poll();
            if (waiter == null || !waiter.settle()) {
                inside.decrementAndGet();
                continue;
            }
            waiting.decrementAndGet();
            waiter.context.runOnContext(v -> {
                waiter.context.owner().cancelTimer(waiter.timer);
                waiter.enter.run();
            });
        }
    }

    private void leaveQueue(Waiter waiter) {
        queue.remove(waiter);
        waiting.decrementAndGet();
    }

    private GatewayError full(String why) {
        var message = "provider " + provider + " has as many calls as it may have, and " + why;
        return GatewayError.of(ErrorKind.OVERLOADED, message).withRetryAfter(COME_BACK);
    }

    private static final class Waiter {

        private final Context context;
        private final Runnable enter;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile long timer;

        Waiter(Context context, Runnable enter) {
            this.context = context;
            this.enter = enter;
        }

        /// True for the one who decides what becomes of the waiter.
        boolean settle() {
            return settled.compareAndSet(false, true);
        }
    }
}
