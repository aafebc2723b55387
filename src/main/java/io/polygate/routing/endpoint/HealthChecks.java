package io.polygate.routing.endpoint;

import io.polygate.provider.HealthConfig;
import io.polygate.provider.Provider;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Asks the endpoints of providers with `health` again and again whether they work, once for the whole node. Used on
/// one context.
public final class HealthChecks {

    private static final long TICK_MILLIS = 25;
    private static final int CONNECTIONS = 2;
    private static final int MAX_HEADER = 16 * 1024;

    private final Vertx vertx;
    private final EndpointPools pools;
    private final HttpProbe http;
    private final GrpcProbe grpc;
    private final CompletionProbe completion = new CompletionProbe();

    public HealthChecks(Vertx vertx, EndpointPools pools) {
        this.vertx = vertx;
        this.pools = pools;
        var pool = new PoolOptions()
                .setHttp1MaxSize(CONNECTIONS)
                .setHttp2MaxSize(CONNECTIONS)
                .setCleanerPeriod(1_000);
        var options = new HttpClientOptions().setMaxHeaderSize(MAX_HEADER);
        this.http = new HttpProbe(vertx.createHttpClient(options, pool));
        var http2 = new HttpClientOptions(options)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setUseAlpn(true);
        this.grpc = new GrpcProbe(vertx.createHttpClient(http2, pool));
    }

    public void start() {
        vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    /// Completions are asked of these from now on.
    public void use(Map<String, Provider> providers) {
        completion.use(providers);
    }

    private void tick() {
        for (var pool : pools.all().values()) {
            var members = pool.members();
            var health = members.config().health();
            if (health != null) {
                long now = pool.clock().now();
                members.endpoints().stream()
                        .filter(state -> state.checks.due(now, health.interval().toNanos()))
                        .forEach(state -> ask(members.config(), health, state));
            }
        }
    }

    private void ask(PoolConfig config, HealthConfig health, EndpointState state) {
        Probe probe =
                switch (health.type()) {
                    case HTTP, MODELS -> http;
                    case GRPC -> grpc;
                    case COMPLETION -> completion;
                };
        probe.ask(config, state.endpoint())
                .timeout(health.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Verdict.failed("no answer within " + health.timeout().toMillis() + " ms"))
                .onComplete(answer -> {
                    state.checks.answered();
                    var verdict = answer.result();
                    state.checked(verdict.works(), verdict.atOnce(), verdict.why());
                });
    }
}
