package io.polygate.app;

import io.polygate.bus.BusClient;
import io.polygate.config.GatewayConfig;
import io.polygate.door.grpc.GrpcVerticle;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeVerticle;
import io.polygate.edge.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A shard's gRPC door: on the main edge, and on a port of its own that serves nothing else.
final class GrpcDoor {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcDoor.class);

    private final GatewayConfig config;
    private final GrpcVerticle door;
    private final EdgeVerticle listener;
    private boolean listening;

    /// What it is mounted on, and how it reaches routing.
    record Mounts(Edge edge, BusClient bus) {}

    GrpcDoor(GatewayConfig config, Shared shared, Refusals refusals, Mounts mounts) {
        this.config = config;
        var own = new Edge();
        this.door = new GrpcVerticle(
                List.of(mounts.edge(), own), mounts.bus(), shared.health(), config.grpc(), backends(config));
        this.listener = new EdgeVerticle(
                address(config),
                own,
                new EdgeVerticle.Words(
                        new PathErrors(shared.dialects()),
                        refusals,
                        shared.routing().memory()),
                shared.transport());
    }

    private static ServerConfig address(GatewayConfig config) {
        return config.server().at(config.grpc().host(), config.grpc().portOrUsual());
    }

    private static boolean backends(GatewayConfig config) {
        return config.providers().stream()
                .anyMatch(provider -> provider.dialect().equals("grpc"));
    }

    GrpcVerticle door() {
        return door;
    }

    /// Opens the port. One that nobody asked for by its number may be taken: the main port is enough.
    Future<?> listen(Function<VerticleBase, Future<?>> deploy) {
        Future<?> bound = deploy.apply(listener).onSuccess(v -> listening = true);
        if (config.grpc().port() != null) {
            return bound;
        }
        return bound.otherwise(cause -> {
            LOG.warn(
                    "port {} is taken: gRPC is served on the main port only (grpc.port)",
                    config.grpc().portOrUsual());
            return null;
        });
    }

    void use(GatewayConfig next) {
        door.use(next.grpc(), backends(next));
        listener.use(address(next));
    }

    void drain() {
        if (listening) {
            listener.drain();
        }
    }

    int port() {
        return listening ? listener.port() : 0;
    }
}
