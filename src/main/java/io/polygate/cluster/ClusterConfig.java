package io.polygate.cluster;

import java.util.List;
import java.util.Set;

/// Whether this node joins others, where it listens for them (port 0 takes a free one), whom it asks first
/// (`host:port`), and what it does.
public record ClusterConfig(boolean enabled, String host, int port, List<String> peers, Set<Role> roles) {

    public ClusterConfig {
        peers = List.copyOf(peers);
        roles = Set.copyOf(roles);
    }

    /// `DOORS` takes calls from clients, `ROUTING` answers them; a node may do both.
    public enum Role {
        DOORS,
        ROUTING
    }
}
