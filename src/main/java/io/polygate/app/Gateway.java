package io.polygate.app;

import io.polygate.bus.Addresses;
import io.polygate.config.EndpointFile;
import io.polygate.config.GatewayConfig;
import io.polygate.discovery.DiscoveryVerticle;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.ModelProbe;
import io.polygate.door.Connections;
import io.polygate.door.graphql.Engine;
import io.polygate.door.websocket.ResumableCalls;
import io.polygate.door.websocket.WebSocketVerticle;
import io.polygate.edge.ManagementVerticle;
import io.polygate.provider.account.Accounts;
import io.polygate.provider.dialect.PromptScan;
import io.polygate.provider.tokens.OfflineTokenCounter;
import io.polygate.routing.Decision;
import io.polygate.routing.Decisions;
import io.polygate.routing.NodeState;
import io.polygate.routing.RetryBudget;
import io.polygate.routing.endpoint.EndpointPools;
import io.polygate.routing.endpoint.PoolMetrics;
import io.polygate.routing.idempotency.Replays;
import io.polygate.routing.rule.TargetLoads;
import io.polygate.routing.steer.ClusterSteering;
import io.polygate.routing.steer.RuleBook;
import io.polygate.telemetry.Health;
import io.polygate.telemetry.LineSink;
import io.polygate.telemetry.Memory;
import io.polygate.telemetry.Metrics;
import io.polygate.telemetry.ProcessMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway: a shard for each event loop, and what they share. Wired here, by hand.
public final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final long DRAIN_LOOK_MILLIS = 20;

    private final Vertx vertx;
    private final Shared shared;
    private final List<Shard> shards;
    private final @Nullable ManagementVerticle management;
    private final GatewayConfig initial;
    private final ModelProbe probe;
    private final WorkerWatch workers;
    private final DiscoveryVerticle discovery;
    private final Blueprints plans;

    private Gateway(
            Vertx vertx, Shared shared, List<Shard> shards, @Nullable ManagementVerticle management, Blueprints plans) {
        this.vertx = vertx;
        this.shared = shared;
        this.shards = List.copyOf(shards);
        this.management = management;
        this.plans = plans;
        this.initial = view().config();
        this.probe = new ModelProbe(initial.discovery(), LocalServers.probed(initial), this::found);
        this.workers = new WorkerWatch(initial.discovery(), view(), shared.pools(), this::told);
        this.discovery = new DiscoveryVerticle(view().wanted(), new EndpointFile(), this::discovered);
    }

    /// Starts on a node, which the gateway closes when it stops.
    ///
    /// @param live the configuration, which is to be watched once the gateway runs
    /// @param storedKeys keys beside those of the configuration, by name: SHA-256 in hexadecimal
    public static Future<Gateway> start(Node node, LiveConfig live, Map<String, String> storedKeys) {
        var config = live.config();
        var vertx = node.vertx();
        var registry = node.registry();
        var metrics = new Metrics(registry);
        var health = new Health();
        var connections = new Connections();
        var pools = new EndpointPools();
        var shared = new Shared(
                node.transport(),
                metrics,
                health,
                new LineSink(new FileOutputStream(FileDescriptor.out)),
                pools,
                Wire.dialects(config.responses()),
                new SharedThoughts(vertx, config.thoughts(), config.bus().askTimeout()),
                new OfflineTokenCounter(vertx),
                new PromptScan(),
                new SharedResponses(vertx, config.responses(), config.bus().askTimeout()),
                new WebSocketVerticle.Node(
                        connections, new ResumableCalls(vertx, config.bus().askTimeout())),
                routing(config, new ClusterSteering(vertx, pools), new LiveRules(vertx, live)),
                new Engine(config.graphql(), health, metrics, connections),
                new Accounts(vertx, System.getenv()),
                storedKeys);
        var addresses = new Addresses();
        var plans = new Blueprints(new View(config), shared);
        var shards = new ArrayList<Shard>();
        int count = Machine.eventLoops(config);
        for (int i = 0; i < count; i++) {
            shards.add(new Shard(i, plans::current, shared, addresses));
        }
        var management = config.management().enabled()
                ? new ManagementVerticle(config.management(), shared.health(), shared.metrics())
                : null;
        var gateway = new Gateway(vertx, shared, shards, management, plans);
        ProcessMetrics.bind(registry);
        shared.metrics().gauge("gateway.calls.active", "Calls that are open", gateway::open);
        shared.metrics().gauge("gateway.provider.calls", "Calls with backends", shared.pools()::inside);
        shared.metrics().gauge("gateway.provider.waiting", "Calls that wait for room", shared.pools()::waiting);
        shared.metrics().gauge("gateway.connections", "Connections of callers that are open", node.transport()::open);
        shared.metrics().gauge("gateway.websocket.connections", "WebSockets that are open", () -> shared.sockets()
                .connections()
                .count());
        PoolMetrics.show(shared.pools(), shared.metrics());
        shared.metrics().gauge("gateway.log.dropped", "Log lines that found no room", () -> shared.lines()
                .dropped());
        return gateway.deploy().map(gateway).onFailure(e -> vertx.close());
    }

    private static NodeState routing(GatewayConfig config, ClusterSteering steering, RuleBook rules) {
        return new NodeState(
                new TargetLoads(),
                new RetryBudget(),
                new Replays(config.idempotency(), InstantSource.system()),
                new Decisions(config.routing().decisions()),
                steering,
                rules,
                new Memory(config.runtime().memoryHigh(), Machine.buffers()));
    }

    private Future<Void> deploy() {
        var memory = shared.routing().memory();
        vertx.setPeriodic(Memory.LOOK_MILLIS, id -> {
            if (memory.look()) {
                vertx.executeBlocking(() -> {
                    System.gc();
                    return null;
                });
            }
        });
        shared.metrics()
                .gauge(
                        "gateway.memory.scarce",
                        "1 while calls are refused for want of memory",
                        () -> memory.scarce() ? 1 : 0);
        Future<?> deployed = vertx.deployVerticle(discovery);
        if (initial.discovery().enabled()) {
            deployed = deployed.compose(v -> vertx.deployVerticle(workers));
        }
        deployed = deployed.compose(v -> drawn());
        for (var shard : shards) {
            deployed = deployed.compose(v -> vertx.deployVerticle(shard, new DeploymentOptions()));
        }
        if (management != null) {
            deployed = deployed.compose(v -> vertx.deployVerticle(management));
        }
        if (initial.discovery().enabled()) {
            deployed = deployed.compose(v -> vertx.deployVerticle(probe));
        }
        return deployed.compose(v -> drawn())
                .onSuccess(v -> {
                    shared.health().becomeReady();
                    announce();
                })
                .mapEmpty();
    }

    private void announce() {
        vertx.executeBlocking(() -> Whereabouts.of(view().config(), port())).compose(discovery::announce);
    }

    /// The port of the doors.
    public int port() {
        return shards.getFirst().port();
    }

    /// The port that only gRPC is served on, 0 where there is none.
    public int grpcPort() {
        return shards.getFirst().grpcPort();
    }

    /// The port of health and metrics, 0 where it is off.
    public int managementPort() {
        return management == null ? 0 : management.port();
    }

    public Vertx vertx() {
        return vertx;
    }

    /// Serves calls by another configuration.
    ///
    /// @return completes when those that begin from then on go by it
    public Future<Void> use(GatewayConfig config) {
        var before = view().config();
        var changed = change(view -> view.with(config));
        probe.watch(LocalServers.probed(config));
        workers.watch(view());
        discovery.use(view().wanted());
        if (!before.consul().equals(config.consul()) || !before.server().equals(config.server())) {
            announce();
        }
        return changed;
    }

    /// Why a call went where it went, as long as it is remembered; see [Decision#json].
    public @Nullable Decision decision(String callId) {
        return shared.routing().decisions().find(callId);
    }

    private void found(Map<String, List<String>> models) {
        change(view -> view.withModels(models));
    }

    private void discovered(Map<String, List<Endpoint>> endpoints) {
        change(view -> view.withEndpoints(endpoints));
        workers.watch(view());
    }

    private void told(Map<WorkerWatch.Place, WorkerWatch.Told> said) {
        change(view -> view.withTold(said));
    }

    private Future<Void> change(UnaryOperator<View> how) {
        plans.note(how);
        return drawn();
    }

    /// Draws the blueprint anew on a worker thread, then has each shard take what is current when its turn comes.
    private Future<Void> drawn() {
        return vertx.<Void>executeBlocking(
                        () -> {
                            plans.draw();
                            return null;
                        },
                        false)
                .onSuccess(v -> shards.forEach(Shard::refresh))
                .onFailure(cause -> LOG.error("a change could not be taken over", cause));
    }

    private View view() {
        return plans.view();
    }

    private int open() {
        return shards.stream().mapToInt(Shard::open).sum();
    }

    /// The WebSockets of this node.
    public Connections connections() {
        return shared.sockets().connections();
    }

    /// Stops well: not ready, no new connections, open calls finish within the grace period, the rest end with an
    /// error.
    public Future<Void> stop() {
        shared.health().becomeUnready("stopping");
        long deadline = System.nanoTime() + initial.server().shutdownGrace().toNanos();
        return discovery
                .leave()
                .compose(v -> Future.join(shards.stream().map(Shard::drain).toList()))
                .transform(v -> drained(deadline))
                .compose(v -> Future.join(shards.stream().map(Shard::abort).toList()))
                .transform(v -> written())
                .transform(v -> vertx.close())
                .onComplete(v -> shared.lines().close());
    }

    private Future<Void> drained(long deadline) {
        Promise<Void> promise = Promise.promise();
        vertx.setPeriodic(DRAIN_LOOK_MILLIS, timer -> {
            if (open() == 0 || System.nanoTime() - deadline > 0) {
                vertx.cancelTimer(timer);
                promise.complete();
            }
        });
        return promise.future();
    }

    /// A turn for the last error events to leave.
    private Future<Void> written() {
        return vertx.timer(DRAIN_LOOK_MILLIS * 5, TimeUnit.MILLISECONDS).mapEmpty();
    }
}
