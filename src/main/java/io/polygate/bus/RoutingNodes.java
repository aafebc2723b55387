package io.polygate.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.Comparator;
import java.util.List;

/// The nodes of the cluster that route calls, and which of them a key belongs to.
///
/// Rendezvous hashing: all doors that see the same nodes agree without asking each other, and a node that goes gives
/// its own keys away and nobody else's.
final class RoutingNodes {

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private RoutingNodes() {}

    /// This node's id; for one that is in a cluster.
    static String self(Vertx vertx) {
        return ((VertxInternal) vertx).clusterManager().getNodeId();
    }

    /// The ids of those that take calls now, each once; completes on the caller's context.
    static Future<List<String>> of(Vertx vertx) {
        var promise = ((ContextInternal) vertx.getOrCreateContext()).<List<RegistrationInfo>>promise();
        ((VertxInternal) vertx).clusterManager().getRegistrations(Addresses.ROUTING, promise);
        return promise.future()
                .map(known ->
                        known.stream().map(RegistrationInfo::nodeId).distinct().toList());
    }

    /// The nodes in the order in which they are asked for a key.
    static List<String> ranked(List<String> nodes, String key) {
        return nodes.stream()
                .sorted(Comparator.comparingLong((String node) -> score(node, key))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// FNV-1a over both, finished as in SplitMix64.
    private static long score(String node, String key) {
        long hash = FNV_BASIS;
        for (var text : List.of(node, key)) {
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * FNV_PRIME;
            }
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
