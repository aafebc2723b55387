package io.polygate.door;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The WebSocket connections of this node: counted against their limits, listed for operators, closed by them. Safe
/// from every shard.
public final class Connections {

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Integer> perKey = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final Map<Long, Entry> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /// A connection as operators see it.
    ///
    /// @param principal the name of the key
    /// @param inFlight its calls that are open
    public record Connection(
            long id,
            String path,
            String principal,
            String address,
            Duration age,
            long bytesIn,
            long bytesOut,
            int inFlight) {}

    private record Entry(String path, Caller caller, Link link) {}

    /// How many connections there are, those that are about to open included.
    public int count() {
        return count.get();
    }

    /// All of them, the oldest first.
    public List<Connection> list() {
        return open.entrySet().stream()
                .map(entry -> seen(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Connection::id))
                .toList();
    }

    private static Connection seen(long id, Entry entry) {
        var seen = entry.link.seen();
        return new Connection(
                id,
                entry.path,
                entry.caller.principal(),
                entry.caller.peer(),
                Duration.ofNanos(seen.ageNanos()),
                seen.bytesIn(),
                seen.bytesOut(),
                seen.inFlight());
    }

    /// Closes one; false when there is none of that id.
    public boolean close(long id) {
        var entry = open.get(id);
        if (entry == null) {
            return false;
        }
        var link = entry.link;
        link.context().runOnContext(v -> link.close(CloseCode.POLICY, "an operator closed this connection"));
        return true;
    }

    /// Makes room for one more, or tells which limit is reached.
    public @Nullable GatewayError enter(Caller caller, WebSocketConfig config) {
        if (count.incrementAndGet() > config.maxConnections()) {
            count.decrementAndGet();
            return full(ErrorKind.OVERLOADED, config.maxConnections(), "on this node (websocket.max-connections)");
        }
        if (perKey.merge(caller.principal(), 1, Integer::sum) > config.perKey()) {
            release(perKey, caller.principal());
            count.decrementAndGet();
            return full(ErrorKind.RATE_LIMITED, config.perKey(), "of this key (websocket.per-key)");
        }
        if (perAddress.merge(caller.peer(), 1, Integer::sum) > config.perAddress()) {
            leave(caller);
            return full(ErrorKind.RATE_LIMITED, config.perAddress(), "from this address (websocket.per-address)");
        }
        return null;
    }

    private static GatewayError full(ErrorKind kind, int limit, String which) {
        var message = limit + " connections are open " + which;
        return GatewayError.of(kind, message).withRetryAfter(COME_BACK);
    }

    public void leave(Caller caller) {
        release(perAddress, caller.peer());
        release(perKey, caller.principal());
        count.decrementAndGet();
    }

    private static void release(Map<String, Integer> counts, String name) {
        counts.computeIfPresent(name, (n, current) -> current <= 1 ? null : current - 1);
    }

    /// Lists one; the result takes it off the list.
    public Runnable add(String path, Caller caller, Link link) {
        long id = numbers.incrementAndGet();
        open.put(id, new Entry(path, caller, link));
        return () -> open.remove(id);
    }
}
