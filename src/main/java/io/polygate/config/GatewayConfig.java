package io.polygate.config;

import io.polygate.bus.BusConfig;
import io.polygate.cluster.ClusterConfig;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.DiscoveryConfig;
import io.polygate.discovery.DiscoverySource;
import io.polygate.door.WebSocketConfig;
import io.polygate.door.graphql.GraphQlConfig;
import io.polygate.door.grpc.GrpcConfig;
import io.polygate.door.proxy.ProxyRoute;
import io.polygate.edge.ManagementConfig;
import io.polygate.edge.ServerConfig;
import io.polygate.identity.AuthConfig;
import io.polygate.identity.KeyConfig;
import io.polygate.provider.Presets;
import io.polygate.provider.ProviderConfig;
import io.polygate.routing.RoutingConfig;
import io.polygate.routing.idempotency.IdempotencyConfig;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.session.ResponseStoreConfig;
import io.polygate.session.ThoughtConfig;
import io.polygate.telemetry.LogConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration as one immutable snapshot. `version` counts the snapshots of this process from 1, `sources` tells
/// where the endpoints of those providers are found that have no one address.
public record GatewayConfig(
        long version,
        ServerConfig server,
        ManagementConfig management,
        GrpcConfig grpc,
        WebSocketConfig websocket,
        GraphQlConfig graphql,
        AuthConfig auth,
        List<KeyConfig> keys,
        RoutingConfig routing,
        IdempotencyConfig idempotency,
        List<ProviderConfig> providers,
        Map<String, DiscoverySource> sources,
        List<ModelConfig> models,
        List<ProxyRoute> routes,
        BusConfig bus,
        ConsulConfig consul,
        DiscoveryConfig discovery,
        ThoughtConfig thoughts,
        ResponseStoreConfig responses,
        LogConfig log,
        ClusterConfig cluster,
        RuntimeConfig runtime,
        DataConfig data,
        Presets presets,
        Effective effective) {

    public GatewayConfig {
        keys = List.copyOf(keys);
        providers = List.copyOf(providers);
        sources = Map.copyOf(sources);
        models = List.copyOf(models);
        routes = List.copyOf(routes);
    }

    /// Reads all sources and checks the whole. Reads files: not for an event loop.
    public static ConfigResult load(ConfigSources sources) {
        return load(sources, null);
    }

    /// As [#load], with a document that is laid over the file, as Consul's KV store holds one.
    public static ConfigResult load(ConfigSources sources, @Nullable String document) {
        return new ConfigLoader(sources).load(1, document);
    }

    /// The effective configuration as YAML that loads again, save that every secret is `***`.
    public String redacted() {
        return effective.yaml();
    }

    /// The same as a tree.
    public JsonObject redactedTree() {
        return effective.tree();
    }

    @Override
    public String toString() {
        return "configuration " + version;
    }
}
