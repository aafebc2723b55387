package io.polygate.routing;

import java.util.ArrayList;
import java.util.List;
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

    /// The decisions before a place, the latest first.
    ///
    /// @param before a [Page#next] of before; [Long#MAX_VALUE] for the latest
    public Page page(long before, int limit) {
        long end = next.get();
        long oldest = Math.max(0, end - ring.length());
        var found = new ArrayList<Decision>(limit);
        long at = Math.min(before, end);
        while (at > oldest && found.size() < limit) {
            var decision = ring.getAcquire((int) (--at % ring.length()));
            if (decision != null) {
                found.add(decision);
            }
        }
        return new Page(found, at > oldest ? at : null);
    }

    /// Some decisions; `next` is where those before them begin, null where there are none.
    public record Page(List<Decision> decisions, @Nullable Long next) {

        public Page {
            decisions = List.copyOf(decisions);
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
