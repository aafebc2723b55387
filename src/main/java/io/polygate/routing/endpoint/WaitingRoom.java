package io.polygate.routing.endpoint;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The calls of a pool that wait for room: at most `limits.queue`, each at most `limits.queue-timeout`. Who came first
/// is served first, unless the endpoints that serve its model have no room while others have.
///
/// One model may fill the queue, and gives its last places back to others: so one whose backend is slow cannot keep the
/// others from waiting (the longest queue drops, as in RFC 8290).
final class WaitingRoom {

    /// For so many models it is asked whether the room that came free is one for them.
    private static final int ASKED = 16;

    private final EndpointPool pool;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> byModel = new ConcurrentHashMap<>();

    WaitingRoom(EndpointPool pool) {
        this.pool = pool;
    }

    /// What a call wants, and who hears what came of it.
    record Guest(Wanted wanted, Look.Mode mode, Consumer<Pick> then) {}

    int waiting() {
        return waiting.get();
    }

    /// @param now what is the matter now
    /// @return run it when the call no longer wants to wait
    Runnable enter(Vertx vertx, Guest guest, Pick.Nobody now) {
        var limits = pool.limits();
        if (waiting.incrementAndGet() > limits.queue() && !displaces(guest.wanted.model())) {
            waiting.decrementAndGet();
            guest.then.accept(new Pick.Nobody(pool.noRoom("its queue is full"), now.rejected(), false));
            return () -> {};
        }
        var waiter = new Waiter(vertx.getOrCreateContext(), guest);
        long longest = limits.queueTimeout().toMillis();
        long timer = vertx.setTimer(Math.max(1, longest), id -> {
            if (waiter.settle()) {
                leave(waiter);
                var reason = pool.noRoom("no room within " + longest + " ms");
                guest.then.accept(new Pick.Nobody(reason, now.rejected(), false));
            }
        });
        waiter.timer = timer;
        byModel.compute(guest.wanted.model(), (model, count) -> {
            var counted = count == null ? new AtomicInteger() : count;
            counted.incrementAndGet();
            return counted;
        });
        queue.add(waiter);
        admit();
        return () -> {
            waiter.gone = true;
            if (waiter.settle()) {
                vertx.cancelTimer(timer);
                leave(waiter);
            }
        };
    }

    /// Whether the last who waits for the model that most wait for made room for a call of another one.
    private boolean displaces(String model) {
        var own = byModel.get(model);
        int most = own == null ? 1 : own.get() + 1;
        String longest = null;
        for (var each : byModel.entrySet()) {
            if (each.getValue().get() > most) {
                most = each.getValue().get();
                longest = each.getKey();
            }
        }
        var last = longest == null ? null : last(longest);
        if (last == null || !last.settle()) {
            return false;
        }
        leave(last);
        var reason = new Pick.Nobody(pool.noRoom("its queue is full"), List.of(), false);
        last.context.runOnContext(v -> {
            last.context.owner().cancelTimer(last.timer);
            if (!last.gone) {
                last.guest.then.accept(reason);
            }
        });
        return true;
    }

    private @Nullable Waiter last(String model) {
        Waiter last = null;
        for (var waiter : queue) {
            last = waiter.guest.wanted.model().equals(model) ? waiter : last;
        }
        return last;
    }

    /// Room may have come free.
    void admit() {
        if (queue.isEmpty()) {
            return;
        }
        var full = new HashSet<String>();
        int asked = 0;
        for (var waiter : queue) {
            var wanted = waiter.guest.wanted;
            if (full.contains(wanted.model())) {
                continue;
            }
            var pick = pool.pick(wanted, waiter.guest.mode);
            if (!(pick instanceof Pick.Nobody nobody && nobody.full())) {
                serve(waiter, pick);
            } else if (nobody.rejected().isEmpty() || ++asked == ASKED) {
                return;
            } else {
                full.add(wanted.model());
            }
        }
    }

    private void serve(Waiter waiter, Pick pick) {
        if (!waiter.settle()) {
            giveBack(pick);
            return;
        }
        leave(waiter);
        waiter.context.runOnContext(v -> {
            waiter.context.owner().cancelTimer(waiter.timer);
            if (waiter.gone) {
                giveBack(pick);
            } else {
                waiter.guest.then.accept(pick);
            }
        });
    }

    private static void giveBack(Pick pick) {
        if (pick instanceof Pick.Taken(var lease)) {
            lease.ended(Ended.CANCELLED);
        }
    }

    private void leave(Waiter waiter) {
        queue.remove(waiter);
        waiting.decrementAndGet();
        byModel.computeIfPresent(
                waiter.guest.wanted.model(), (model, count) -> count.decrementAndGet() <= 0 ? null : count);
    }

    private static final class Waiter {

        private final Context context;
        private final Guest guest;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile long timer;
        private volatile boolean gone;

        Waiter(Context context, Guest guest) {
            this.context = context;
            this.guest = guest;
        }

        /// True for the one who decides what becomes of the waiter.
        boolean settle() {
            return settled.compareAndSet(false, true);
        }
    }
}
