package io.polygate.routing;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The decisions of a node's last calls, as many as `routing.decisions` says at the start. Safe from every shard.
public final class Decisions {

    private final AtomicReferenceArray<@Nullable Decision> ring;
    private final AtomicLong next = new AtomicLong();

    public Decisions(int size) {
        this.ring = new AtomicReferenceArray<>(size);
    }

    void add(Decision decision) {
        if (ring.length() > 0) {
            ring.setRelease((int) (next.getAndIncrement() % ring.length()), decision);
        }
    }

    /// The latest decision about a call of this id, or null when it is not remembered. Looks through all of them.
    public @Nullable Decision find(String id) {
        long end = next.get();
        for (long i = end - 1; i >= Math.max(0, end - ring.length()); i--) {
            var decision = ring.getAcquire((int) (i % ring.length()));
            if (decision != null && decision.id().equals(id)) {
                return decision;
            }
        }
        return null;
    }
}
