package io.polygate.app;

import io.polygate.cluster.ClusterConfig;
import io.polygate.cluster.Clusters;
import io.polygate.config.GatewayConfig;
import io.polygate.edge.EdgeTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Vert.x as the configuration wants it: alone, or a member of a cluster.
public final class Node {

    private Node() {}

    public static Future<Vertx> start(GatewayConfig config) {
        ClusterConfig cluster = config.cluster();
        var options = Machine.options(config);
        var transport = new EdgeTransport(config.server().headerTimeout(), new PathErrors(Wire.dialects()));
        var builder = Vertx.builder().with(options).withTransport(transport);
        return cluster.enabled() ? Clusters.join(builder, options, cluster) : Future.succeededFuture(builder.build());
    }
}
