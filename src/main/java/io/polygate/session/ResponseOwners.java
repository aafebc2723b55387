package io.polygate.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which provider keeps a response itself, so that what is asked about it later goes there. The oldest go first beyond
/// `most`. One per node; safe from every thread.
public final class ResponseOwners {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResponseKey, String> owners = new LinkedHashMap<>();
    private final int most;

    public ResponseOwners(int most) {
        this.most = most;
    }

    public void remember(ResponseKey key, String provider) {
        lock.lock();
        try {
            owners.put(key, provider);
            if (owners.size() > most) {
                owners.remove(owners.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    public @Nullable String find(ResponseKey key) {
        lock.lock();
        try {
            return owners.get(key);
        } finally {
            lock.unlock();
        }
    }
}
