package io.polygate.bus;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Notices the death of the nodes that we share calls with: both sides say that they are here as long as a call is
/// open between them, and who is silent for too long is lost. A TCP connection alone can take minutes to tell.
final class Peers {

    private final Vertx vertx;
    private final BusConfig config;
    private final Frame.Alive alive;
    private final Consumer<String> lost;
    private final Map<String, Peer> peers = new HashMap<>();
    private @Nullable Long timer;

    Peers(Vertx vertx, BusConfig config, String self, Consumer<String> lost) {
        this.vertx = vertx;
        this.config = config;
        this.alive = new Frame.Alive(self);
        this.lost = lost;
    }

    void join(String address) {
        peers.computeIfAbsent(address, a -> new Peer()).calls++;
        if (timer == null) {
            timer = vertx.setPeriodic(config.aliveInterval().toMillis(), id -> tick());
        }
    }

    void leave(String address) {
        var peer = peers.get(address);
        if (peer != null && --peer.calls <= 0) {
            peers.remove(address);
        }
    }

    void heard(String address) {
        var peer = peers.get(address);
        if (peer != null) {
            peer.heardNanos = System.nanoTime();
        }
    }

    void stop() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    private void tick() {
        long deadline = System.nanoTime() - config.aliveTimeout().toNanos();
        for (var address : peers.keySet().toArray(String[]::new)) {
            var peer = peers.get(address);
            if (peer != null && peer.heardNanos - deadline < 0) {
                peers.remove(address);
                lost.accept(address);
            } else if (peer != null) {
                vertx.eventBus().send(address, alive, FrameCodec.REMOTE);
            }
        }
        if (peers.isEmpty()) {
            stop();
        }
    }

    private static final class Peer {
        private int calls;
        private long heardNanos = System.nanoTime();
    }
}
