package io.polygate.bus;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Where routing can be reached: the routing verticles of this JVM by name, those of other nodes by one shared address.
///
/// One per JVM, shared by all shards. A call prefers its own shard, then its own node, then another one.
public final class Addresses {

    /// Every routing verticle of the cluster listens here.
    static final String ROUTING = "polygate.routing";

    private final List<String> local = new CopyOnWriteArrayList<>();

    /// Every routing verticle of one node of the cluster listens here.
    static String ofNode(String node) {
        return ROUTING + ".node." + node;
    }

    static String ofShard(int shard) {
        return ROUTING + "." + shard;
    }

    void add(String address) {
        local.add(address);
    }

    void remove(String address) {
        local.remove(address);
    }

    /// A routing address in this JVM, `preferred` if it serves, or null when this JVM does not route.
    @Nullable
    String nearest(String preferred) {
        if (local.contains(preferred)) {
            return preferred;
        }
        return local.isEmpty() ? null : local.getFirst();
    }
}
