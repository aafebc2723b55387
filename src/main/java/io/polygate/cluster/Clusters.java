package io.polygate.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/// Joins the other nodes over TCP; who they are is configured, nothing is broadcast.
public final class Clusters {

    private Clusters() {}

    /// A clustered Vert.x. Fails when the port is taken or no peer can be reached in time.
    public static Future<Vertx> join(VertxBuilder builder, VertxOptions options, ClusterConfig config) {
        options.setEventBusOptions(new EventBusOptions().setHost(config.host()).setClusterPublicHost(config.host()));
        return builder.with(options)
                .withClusterManager(new HazelcastClusterManager(hazelcast(config)))
                .buildClustered();
    }

    /// The library's own configuration holds the maps that the event bus needs: only the network is ours.
    private static Config hazelcast(ClusterConfig config) {
        var hazelcast = ConfigUtil.loadConfig();
        hazelcast.setClusterName("polygate");
        hazelcast.setProperty("hazelcast.phone.home.enabled", "false");
        hazelcast.setProperty("hazelcast.logging.type", "slf4j");
        hazelcast.setProperty("hazelcast.shutdownhook.enabled", "false");
        hazelcast.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        hazelcast.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        var network = hazelcast.getNetworkConfig();
        network.setPort(config.port()).setPortAutoIncrement(config.port() == 0);
        network.getInterfaces().setEnabled(true).addInterface(config.host());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
        config.peers().forEach(join.getTcpIpConfig()::addMember);
        return hazelcast;
    }
}
