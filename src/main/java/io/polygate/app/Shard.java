package io.polygate.app;

import io.polygate.bus.Addresses;
import io.polygate.bus.BusClient;
import io.polygate.cluster.ClusterConfig.Role;
import io.polygate.config.GatewayConfig;
import io.polygate.door.admin.AdminVerticle;
import io.polygate.door.graphql.GraphQlVerticle;
import io.polygate.door.proxy.ProxyVerticle;
import io.polygate.door.rest.RestVerticle;
import io.polygate.door.websocket.WebSocketVerticle;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeVerticle;
import io.polygate.edge.ProbeRoutes;
import io.polygate.routing.RoutingVerticle;
import io.polygate.routing.endpoint.HealthChecks;
import io.polygate.telemetry.CallLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that serves calls on one event loop: the edge, the doors and the routing verticle are deployed on the
/// shard's own context, so that a call never hops between loops.
final class Shard extends VerticleBase {

    private static final long LAST_WORDS_MILLIS = 20;

    private final int number;
    private final Shared shared;
    private final Addresses addresses;
    private final Edge edge = new Edge();
    private final GatewayConfig config;
    private final Supplier<Blueprint> plans;
    private @Nullable ProviderSet providers;
    private @Nullable RoutingVerticle routing;
    /// Of one shard, for the whole node.
    private @Nullable HealthChecks checks;
    private @Nullable EdgeVerticle listener;
    private @Nullable BusClient bus;
    private @Nullable RestVerticle rest;
    private @Nullable ProxyVerticle proxy;
    private @Nullable GrpcDoor grpc;
    private @Nullable WebSocketVerticle sockets;
    private @Nullable GraphQlVerticle graphql;
    private final List<CallLog> logs = new ArrayList<>();
    /// The latest first.
    private final Deque<VerticleBase> parts = new ArrayDeque<>();

    /// @param plans tells what is to be served from now
    Shard(int number, Supplier<Blueprint> plans, Shared shared, Addresses addresses) {
        this.number = number;
        this.plans = plans;
        this.config = plans.get().view().config();
        this.shared = shared;
        this.addresses = addresses;
    }

    @Override
    public Future<?> start() {
        var roles = config.cluster().enabled() ? config.cluster().roles() : List.of(Role.values());
        Future<?> started = Future.succeededFuture();
        if (roles.contains(Role.ROUTING)) {
            started = startRouting();
        }
        return roles.contains(Role.DOORS) ? started.compose(v -> startDoors()) : started;
    }

    private Future<?> startRouting() {
        providers = new ProviderSet(vertx);
        var snapshot = providers.snapshot(plans.get(), shared);
        if (number == 0) {
            checks = new HealthChecks(vertx, shared.pools());
            checks.use(snapshot.providers());
            checks.start();
        }
        routing = new RoutingVerticle(
                new RoutingVerticle.Place(number, addresses, config.bus()), snapshot, shared.metrics(), log());
        return deploy(routing);
    }

    private Future<?> startDoors() {
        var refusals = new Refusals(shared.metrics(), log());
        var client = new BusClient(vertx, config.bus(), addresses, number).tell(refusals);
        edge.mount(ProbeRoutes.of(shared.health(), shared.metrics()));
        var edgeVerticle = new EdgeVerticle(
                config.server(),
                edge,
                new EdgeVerticle.Words(
                        new PathErrors(shared.dialects()),
                        refusals,
                        shared.routing().memory()),
                shared.transport());
        var door = new RestVerticle(edge, client, shared.dialects(), config.server(), azure(config));
        bus = client;
        var socketDoor = new WebSocketVerticle(edge, client, limits(config), shared.dialects(), shared.sockets());
        var proxyDoor =
                new ProxyVerticle(edge, client, config.routes(), new ProxyVerticle.Seen(shared.metrics(), log()));
        proxy = proxyDoor;
        listener = edgeVerticle;
        rest = door;
        sockets = socketDoor;
        var adminDoor = new AdminVerticle(
                edge,
                client,
                new OperatorView(
                        () -> plans.get().view().config(), shared.sockets().connections()));
        Future<?> started = client.start()
                .compose(v -> deploy(door))
                .compose(v -> deploy(socketDoor))
                .compose(v -> deploy(adminDoor))
                .compose(v -> deploy(proxyDoor))
                .compose(v -> deploy(edgeVerticle));
        if (config.graphql().enabled()) {
            var graph = new GraphQlVerticle(
                    edge,
                    client,
                    new GraphQlVerticle.Node(shared.graphql(), shared.sockets().connections()),
                    graphLimits(config));
            graphql = graph;
            started = started.compose(v -> deploy(graph));
        }
        if (!config.grpc().enabled()) {
            return started;
        }
        var second = new GrpcDoor(config, shared, refusals, new GrpcDoor.Mounts(edge, client));
        grpc = second;
        return started.compose(v -> deploy(second.door())).compose(v -> second.listen(this::deploy));
    }

    /// `/openai/v1` is Azure's path, unless a provider is called so.
    private static boolean azure(GatewayConfig config) {
        return config.providers().stream().noneMatch(provider -> provider.id().equals("openai"));
    }

    private static WebSocketVerticle.Limits limits(GatewayConfig config) {
        var server = config.server();
        return new WebSocketVerticle.Limits(
                config.websocket(), server.maxDepth(), server.cors().origins());
    }

    private static GraphQlVerticle.Limits graphLimits(GatewayConfig config) {
        return new GraphQlVerticle.Limits(config.graphql(), config.server(), config.websocket());
    }

    private CallLog log() {
        var log = new CallLog(config.log(), shared.lines());
        logs.add(log);
        return log;
    }

    private Future<?> deploy(VerticleBase verticle) {
        parts.addFirst(verticle);
        try {
            return verticle.deploy(context);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<?> stop() {
        return Future.join(parts.stream().map(this::undeploy).toList());
    }

    private Future<?> undeploy(VerticleBase verticle) {
        try {
            return verticle.undeploy(context);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /// Serves calls that begin from now on by what is current then. Nothing to do before the start, which takes it too.
    void refresh() {
        if (context == null) {
            return;
        }
        context.runOnContext(v -> {
            var plan = plans.get();
            var next = plan.view().config();
            if (routing != null && providers != null) {
                var snapshot = providers.snapshot(plan, shared);
                routing.use(snapshot);
                if (checks != null) {
                    checks.use(snapshot.providers());
                }
            }
            if (listener != null && rest != null) {
                listener.use(next.server());
                rest.use(next.server(), azure(next));
            }
            if (grpc != null) {
                grpc.use(next);
            }
            if (proxy != null) {
                proxy.use(next.routes());
            }
            if (sockets != null) {
                sockets.use(limits(next));
            }
            if (graphql != null) {
                graphql.use(graphLimits(next));
            }
            logs.forEach(log -> log.use(next.log()));
        });
    }

    /// The port that was bound, 0 where this shard has no doors.
    int port() {
        return listener == null ? 0 : listener.port();
    }

    /// The port that only gRPC is served on, 0 where there is none.
    int grpcPort() {
        return grpc == null ? 0 : grpc.port();
    }

    /// How many calls are open: behind the bus, or at the doors of a node that does not route.
    int open() {
        return routing == null ? bus == null ? 0 : bus.open() : routing.open();
    }

    /// No new connections and no calls from other nodes; what is open goes on.
    Future<Void> drain() {
        return onContext(() -> {
            if (listener != null) {
                listener.drain();
            }
            if (grpc != null) {
                grpc.drain();
            }
            if (sockets != null) {
                sockets.drain();
            }
            if (graphql != null) {
                graphql.drain();
            }
            return routing == null ? Future.succeededFuture() : routing.drain();
        });
    }

    /// Ends what is still open, each call with an error in its caller's dialect.
    Future<Void> abort() {
        return onContext(() -> (routing == null ? Future.succeededFuture() : routing.stop()).compose(v -> bye()));
    }

    /// The last errors are on their way over the bus for a moment.
    private Future<Void> bye() {
        return sockets == null
                ? Future.succeededFuture()
                : vertx.timer(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                        .onSuccess(v -> {
                            Objects.requireNonNull(sockets).end();
                            if (graphql != null) {
                                graphql.end();
                            }
                        })
                        .mapEmpty();
    }

    private Future<Void> onContext(Supplier<Future<Void>> action) {
        return Future.future(promise -> context.runOnContext(
                v -> Future.succeededFuture().compose(begun -> action.get()).onComplete(promise)));
    }
}
