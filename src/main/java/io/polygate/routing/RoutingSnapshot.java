package io.polygate.routing;

import io.polygate.discovery.Endpoint;
import io.polygate.identity.Keys;
import io.polygate.provider.Provider;
import io.polygate.routing.endpoint.Balances;
import io.polygate.routing.endpoint.EndpointPool;
import java.util.List;
import java.util.Map;

/// What a call is served from; a call keeps the one that it began with.
///
/// @param endpoints where each provider is, by its id
/// @param pools who of them gets a call, by the provider's id
/// @param balances what an operator said of models
public record RoutingSnapshot(
        Keys keys,
        Models models,
        Map<String, Provider> providers,
        Map<String, List<Endpoint>> endpoints,
        Map<String, EndpointPool> pools,
        Balances balances,
        KeptResponses responses) {

    public RoutingSnapshot {
        providers = Map.copyOf(providers);
        endpoints = Map.copyOf(endpoints);
        pools = Map.copyOf(pools);
    }
}
