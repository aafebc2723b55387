package io.polygate.routing;

import io.polygate.discovery.Endpoint;
import io.polygate.identity.Keys;
import io.polygate.provider.PromptReader;
import io.polygate.provider.Provider;
import io.polygate.routing.endpoint.Balances;
import io.polygate.routing.endpoint.EndpointPool;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a call is served from; a call keeps the one that it began with.
///
/// @param endpoints where each provider is, by its id
/// @param pools who of them gets a call, by the provider's id
/// @param balances what an operator said of models
/// @param keepers the provider whose files and batches are meant where none is named, by the caller's dialect
/// @param billsOn the providers that bill an answer to its end even when it is cut
public record RoutingSnapshot(
        Keys keys,
        RoutingConfig routing,
        Models models,
        Map<String, Provider> providers,
        Map<String, List<Endpoint>> endpoints,
        Map<String, EndpointPool> pools,
        Balances balances,
        Set<String> billsOn,
        PromptReader prompts,
        KeptResponses responses,
        Map<String, String> keepers,
        NodeState node) {

    public RoutingSnapshot {
        providers = Map.copyOf(providers);
        endpoints = Map.copyOf(endpoints);
        pools = Map.copyOf(pools);
        billsOn = Set.copyOf(billsOn);
        keepers = Map.copyOf(keepers);
    }
}
