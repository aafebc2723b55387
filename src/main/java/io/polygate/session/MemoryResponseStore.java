package io.polygate.session;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Responses in the memory of this node. Under one lock, which is held for a few map operations only.
public final class MemoryResponseStore implements ResponseStore {

    private record Kept(StoredResponse response, long size, long until) {}

    private static final class Owned {
        int count;
        long bytes;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final ResponseStoreConfig config;
    private final InstantSource clock;
    /// In the order in which they were stored, so that the first are the oldest and end first.
    private final Map<ResponseKey, Kept> byKey = new LinkedHashMap<>();
    /// The same order for each principal.
    private final Map<String, LinkedHashMap<String, ResponseKey>> keysOf = new HashMap<>();

    private final Map<String, Owned> owned = new HashMap<>();
    private long bytes;

    public MemoryResponseStore(ResponseStoreConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<Boolean> put(ResponseKey key, StoredResponse response) {
        return locked(() -> keep(key, response));
    }

    private boolean keep(ResponseKey key, StoredResponse response) {
        var now = clock.millis();
        expire(now);
        remove(key);
        var size = response.size();
        if (size > config.maxBytes()) {
            return false;
        }
        makeRoom(key.principal(), size);
        byKey.put(key, new Kept(response, size, now + config.lifetime().toMillis()));
        keysOf.computeIfAbsent(key.principal(), _ -> new LinkedHashMap<>()).put(key.id(), key);
        var mine = owned.computeIfAbsent(key.principal(), _ -> new Owned());
        mine.count++;
        mine.bytes += size;
        bytes += size;
        return true;
    }

    private void makeRoom(String principal, long size) {
        var mine = owned.get(principal);
        while (mine != null
                && mine.count > 0
                && (mine.count >= config.maxResponses() || mine.bytes + size > config.maxBytes())) {
            var keys = keysOf.get(principal);
            if (keys == null) {
                break;
            }
            remove(keys.values().iterator().next());
        }
        while (!byKey.isEmpty() && bytes + size > config.maxTotalBytes()) {
            remove(byKey.keySet().iterator().next());
        }
    }

    /// Responses are stored for the same time each, so that the first to end are the first.
    private void expire(long now) {
        while (!byKey.isEmpty()) {
            var oldest = byKey.entrySet().iterator().next();
            if (oldest.getValue().until() > now) {
                return;
            }
            remove(oldest.getKey());
        }
    }

    private boolean remove(ResponseKey key) {
        var kept = byKey.remove(key);
        if (kept == null) {
            return false;
        }
        bytes -= kept.size();
        var mine = owned.get(key.principal());
        var keys = keysOf.get(key.principal());
        if (mine != null && keys != null) {
            mine.count--;
            mine.bytes -= kept.size();
            keys.remove(key.id());
            if (mine.count == 0) {
                owned.remove(key.principal());
                keysOf.remove(key.principal());
            }
        }
        return true;
    }

    private @Nullable StoredResponse find(ResponseKey key) {
        var kept = byKey.get(key);
        return kept == null ? null : kept.response();
    }

    @Override
    public Future<Optional<StoredResponse>> get(ResponseKey key) {
        return locked(() -> {
            expire(clock.millis());
            return Optional.ofNullable(find(key));
        });
    }

    @Override
    public Future<Boolean> delete(ResponseKey key) {
        return locked(() -> {
            expire(clock.millis());
            return remove(key);
        });
    }

    @Override
    public Future<List<StoredResponse>> chain(ResponseKey key) {
        return locked(() -> {
            expire(clock.millis());
            return follow(key);
        });
    }

    private List<StoredResponse> follow(ResponseKey key) {
        var chain = new ArrayDeque<StoredResponse>();
        for (var id = key.id(); id != null; id = chain.getFirst().previousId()) {
            var response = find(new ResponseKey(key.principal(), id));
            if (response == null || chain.size() >= config.maxChain()) {
                return List.of();
            }
            chain.addFirst(response);
        }
        return List.copyOf(chain);
    }

    private <T> Future<T> locked(Supplier<T> step) {
        lock.lock();
        try {
            return Future.succeededFuture(step.get());
        } finally {
            lock.unlock();
        }
    }
}
