package io.polygate.app;

import io.polygate.cluster.ClusterConfig;
import io.polygate.cluster.Clusters;
import io.polygate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Vert.x as the configuration wants it: alone, or a member of a cluster.
final class Node {

    private Node() {}

    static Future<Vertx> start(GatewayConfig config) {
        ClusterConfig cluster = config.cluster();
        var options = Machine.options(config);
        return cluster.enabled() ? Clusters.join(options, cluster) : Future.succeededFuture(Vertx.vertx(options));
    }
}
