package io.polygate.discovery;

import io.polygate.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The Consul agent of this node.
///
/// @param token the ACL token; empty is none
/// @param datacenter whose services are looked for; null is the agent's
/// @param register whether the gateway announces itself
/// @param node the end of the id that it announces itself by; null is made of the host's name and the port
/// @param advertise the host that others reach the gateway by; null is `server.host`, or the agent's where that is a
///     wildcard
/// @param staleFor how long the last known endpoints serve when Consul is lost, or empty right after it was lost
/// @param queryWait how long a query may wait for a change
/// @param retry the longest pause between two tries to reach Consul
/// @param configKey where in its KV store a document stands that is merged over the configuration's file; null for none
public record ConsulConfig(
        URI address,
        Secret token,
        @Nullable String datacenter,
        boolean register,
        @Nullable String node,
        @Nullable String advertise,
        Duration staleFor,
        Duration queryWait,
        Duration retry,
        @Nullable Tls tls,
        @Nullable String configKey) {

    /// How an `https` address is trusted; `cert` and `key` are this node's own, for an agent that wants to know.
    public record Tls(
            @Nullable Path ca,
            @Nullable Path cert,
            @Nullable Path key,
            boolean verify) {}
}
