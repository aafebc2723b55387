package io.polygate.door;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Looks after the connections of a shard: one tick for all of them, often enough that pings are spread like the
/// connections themselves.
public final class Heartbeats {

    private static final long SHORTEST_MILLIS = 10;
    private static final long LONGEST_MILLIS = 100;

    private final Set<Link> links = new HashSet<>();
    private boolean retiring;

    public void start(Vertx vertx, WebSocketConfig config) {
        var shortest = min(config.heartbeat(), min(config.idleTimeout(), config.resumeGrace()));
        long millis = Math.clamp(shortest.toMillis() / 8, SHORTEST_MILLIS, LONGEST_MILLIS);
        vertx.setPeriodic(millis, id -> tick());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public void add(Link link) {
        links.add(link);
    }

    public void remove(Link link) {
        links.remove(link);
    }

    public boolean retiring() {
        return retiring;
    }

    /// Ends each connection as soon as nothing is open on it.
    public void retire() {
        retiring = true;
        tick();
    }

    /// Ends all of them now.
    public void end() {
        for (var link : links.toArray(Link[]::new)) {
            link.close(CloseCode.GOING_AWAY, "the gateway is shutting down");
        }
    }

    /// Cuts all of them, also those that were told goodbye and have not left yet.
    public void cut() {
        for (var link : links.toArray(Link[]::new)) {
            link.cut();
        }
    }

    private void tick() {
        if (links.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (var link : links.toArray(Link[]::new)) {
            if (retiring) {
                link.retire();
            }
            link.tick(now);
        }
    }
}
