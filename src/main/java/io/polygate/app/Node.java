package io.polygate.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polygate.cluster.ClusterConfig;
import io.polygate.cluster.Clusters;
import io.polygate.config.GatewayConfig;
import io.polygate.edge.EdgeTransport;
import io.polygate.telemetry.CoarseClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.stream.Collectors;

/// Vert.x as the configuration wants it, alone or a member of a cluster, the numbers that it keeps of itself, and
/// the transport whose connections the edge watches.
public record Node(Vertx vertx, PrometheusMeterRegistry registry, EdgeTransport transport) {

    /// Only what is not on a call's way: the rest would cost a call more than its own numbers do.
    private static final EnumSet<MetricsDomain> KEPT = EnumSet.of(MetricsDomain.NAMED_POOLS, MetricsDomain.VERTICLES);

    public static Future<Node> start(GatewayConfig config) {
        ClusterConfig cluster = config.cluster();
        var clock = new CoarseClock();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
        var options = Machine.options(config);
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                .setDisabledMetricsCategories(EnumSet.complementOf(KEPT).stream()
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet())));
        var transport = new EdgeTransport(
                config.server().headerTimeout(), config.server().maxConnections());
        var builder = Vertx.builder()
                .with(options)
                .withTransport(transport)
                .withMetrics(new MicrometerMetricsFactory(registry));
        var vertx =
                cluster.enabled() ? Clusters.join(builder, options, cluster) : Future.succeededFuture(builder.build());
        return vertx.onSuccess(clock::start).map(started -> new Node(started, registry, transport));
    }
}
