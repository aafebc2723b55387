package io.polygate.session;

import io.polygate.model.Thought;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What models thought before they called tools, by owner and call id, until its turn is over.
///
/// Clients of other dialects send back only a call's id, name and arguments; what is too long for an id stays here. The
/// oldest goes first when the bound is reached. One per node; safe from every thread.
public final class ThoughtStore {

    private record Key(String owner, String callId) {}

    private record Entry(Thought thought, long untilNanos) {}

    private final ThoughtConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    public ThoughtStore(ThoughtConfig config) {
        this.config = config;
    }

    /// Keeps a thought, unless it is larger than one may be.
    public void remember(String owner, String callId, Thought thought) {
        if (thought.weight() > config.maxBytesEach()) {
            return;
        }
        lock.lock();
        try {
            drop(new Key(owner, callId));
            entries.put(
                    new Key(owner, callId),
                    new Entry(thought, System.nanoTime() + config.lifetime().toNanos()));
            bytes += thought.weight();
            shrink();
        } finally {
            lock.unlock();
        }
    }

    public @Nullable Thought find(String owner, String callId) {
        lock.lock();
        try {
            var entry = entries.get(new Key(owner, callId));
            return entry == null || entry.untilNanos - System.nanoTime() < 0 ? null : entry.thought;
        } finally {
            lock.unlock();
        }
    }

    /// How many bytes are kept, about.
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /// Insertion order is age, so what is over time stands first.
    private void shrink() {
        long now = System.nanoTime();
        while (!entries.isEmpty()) {
            var oldest = entries.entrySet().iterator().next();
            if (bytes <= config.maxBytes() && oldest.getValue().untilNanos - now >= 0) {
                return;
            }
            drop(oldest.getKey());
        }
    }

    private void drop(Key key) {
        var entry = entries.remove(key);
        if (entry != null) {
            bytes -= entry.thought.weight();
        }
    }
}
