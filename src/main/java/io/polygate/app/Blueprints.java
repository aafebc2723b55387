package io.polygate.app;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The view of a node and the blueprint that was made of it. Changes come from several threads: each is noted at once,
/// and the next drawing takes in all that were noted. Safe from every thread.
final class Blueprints {

    private final ReentrantLock lock = new ReentrantLock();
    private final Shared shared;
    private final AtomicReference<View> view;
    private volatile Blueprint current;

    Blueprints(View initial, Shared shared) {
        this.shared = shared;
        this.view = new AtomicReference<>(initial);
        apply(initial);
        this.current = Blueprint.of(initial, shared);
    }

    /// What is to hold; the blueprint follows with the next [#draw].
    View view() {
        return Objects.requireNonNull(view.get());
    }

    /// What calls are served from now.
    Blueprint current() {
        return current;
    }

    void note(UnaryOperator<View> change) {
        view.updateAndGet(change);
    }

    /// Makes the blueprint of what was noted. Takes its time: not for an event loop.
    void draw() {
        lock.lock();
        try {
            var wanted = view();
            if (wanted != current.view()) {
                apply(wanted);
                current = current.next(wanted, shared);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is of the node and not of a blueprint.
    private void apply(View wanted) {
        shared.pools().use(() -> PoolConfigs.of(wanted));
        shared.routing().replays().use(wanted.config().idempotency());
    }
}
