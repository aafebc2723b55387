package io.polygate.routing.steer;

import io.polygate.bus.Broadcast;
import io.polygate.routing.endpoint.EndpointPools;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies what operators change, here and on all nodes of the cluster. What is said holds through changes of the
/// configuration, until one changes the same value. One per node; safe from every shard.
public final class ClusterSteering {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterSteering.class);
    private static final String FROM = "from";
    private static final String WHO = "who";
    private static final String CHANGE = "change";

    private final EndpointPools pools;
    private final String self = UUID.randomUUID().toString();
    private final Broadcast others;

    public ClusterSteering(Vertx vertx, EndpointPools pools) {
        this.pools = pools;
        this.others = new Broadcast(vertx, "steering", this::heard);
    }

    /// Changes it on all nodes.
    ///
    /// @param who the name of the operator's key, for the log
    /// @return false where this node does not know whom it is about; then nothing is told to anybody
    public boolean change(SteeringChange change, String who) {
        if (!change.apply(pools)) {
            return false;
        }
        LOG.info("{} steers: {}", who, change.json());
        others.tell(new JsonObject()
                .put(FROM, self)
                .put(WHO, who)
                .put(CHANGE, change.json())
                .toBuffer());
        return true;
    }

    private void heard(Buffer message) {
        var told = new JsonObject(message);
        if (!self.equals(told.getString(FROM))) {
            var change = SteeringChange.of(told.getJsonObject(CHANGE));
            boolean known = change.apply(pools);
            LOG.info("{} steers: {}{}", told.getString(WHO), change.json(), known ? "" : " (not known here)");
        }
    }

    /// What is steered.
    public EndpointPools pools() {
        return pools;
    }
}
