package io.polygate.routing;

import io.polygate.bus.Addresses;
import io.polygate.bus.BusConfig;
import io.polygate.bus.BusServer;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/// Answers the calls of a shard: takes them off the bus and through the [Pipeline].
public final class RoutingVerticle extends VerticleBase {

    private final Place place;
    private final Account account;
    private RoutingSnapshot snapshot;
    private @Nullable BusServer bus;
    private @Nullable Pipeline pipeline;

    /// Where on the bus it serves.
    public record Place(int shard, Addresses addresses, BusConfig bus) {}

    public RoutingVerticle(Place place, RoutingSnapshot snapshot, Metrics metrics, CallLog log) {
        this.place = place;
        this.snapshot = snapshot;
        this.account = new Account(metrics, log);
    }

    @Override
    public Future<?> start() {
        var calls = new Pipeline(vertx, account);
        pipeline = calls;
        bus = new BusServer(
                vertx,
                place.bus(),
                place.addresses(),
                place.shard(),
                (call, answer) -> calls.run(call, answer, snapshot));
        return bus.start();
    }

    /// Serves calls that begin from now on from another snapshot. On the shard's context.
    public void use(RoutingSnapshot next) {
        snapshot = next;
    }

    /// Takes no new calls from other nodes.
    public Future<Void> drain() {
        return bus == null ? Future.succeededFuture() : bus.drain();
    }

    /// How many calls are open.
    public int open() {
        return bus == null ? 0 : bus.open();
    }

    /// How many calls are with a backend.
    public int active() {
        return account.active();
    }

    @Override
    public Future<?> stop() {
        var stopped = bus == null ? Future.succeededFuture() : bus.stop();
        if (pipeline != null) {
            pipeline.stop();
        }
        return stopped;
    }
}
