package io.polygate.routing;

import io.polygate.identity.Keys;
import io.polygate.provider.Provider;
import java.util.Map;

/// What a call is served from; a call keeps the one that it began with.
public record RoutingSnapshot(
        Keys keys, Models models, Map<String, Provider> providers, Map<String, Gate> gates, KeptResponses responses) {

    public RoutingSnapshot {
        providers = Map.copyOf(providers);
        gates = Map.copyOf(gates);
    }
}
