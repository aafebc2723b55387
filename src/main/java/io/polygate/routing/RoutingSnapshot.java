package io.polygate.routing;

import io.polygate.discovery.Endpoint;
import io.polygate.identity.Keys;
import io.polygate.provider.Provider;
import java.util.List;
import java.util.Map;

/// What a call is served from; a call keeps the one that it began with.
///
/// @param endpoints where each provider is, by its id
public record RoutingSnapshot(
        Keys keys,
        Models models,
        Map<String, Provider> providers,
        Map<String, List<Endpoint>> endpoints,
        Map<String, Gate> gates,
        KeptResponses responses) {

    public RoutingSnapshot {
        providers = Map.copyOf(providers);
        endpoints = Map.copyOf(endpoints);
        gates = Map.copyOf(gates);
    }
}
