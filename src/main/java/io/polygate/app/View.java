package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.discovery.DiscoveryVerticle;
import io.polygate.discovery.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the shards serve from: the configuration, and what was found beside it.
///
/// @param found models that providers were seen to have, by provider
/// @param discovered the endpoints of providers that have no one address, by provider
/// @param told what workers say of themselves
record View(
        GatewayConfig config,
        Map<String, List<String>> found,
        Map<String, List<Endpoint>> discovered,
        Map<WorkerWatch.Place, WorkerWatch.Told> told) {

    View {
        found = Map.copyOf(found);
        discovered = Map.copyOf(discovered);
        told = Map.copyOf(told);
    }

    View(GatewayConfig config) {
        this(config, Map.of(), Map.of(), Map.of());
    }

    View with(GatewayConfig next) {
        return new View(next, found, discovered, told);
    }

    View withModels(Map<String, List<String>> models) {
        return new View(config, models, discovered, told);
    }

    View withEndpoints(Map<String, List<Endpoint>> endpoints) {
        return new View(config, found, endpoints, told);
    }

    View withTold(Map<WorkerWatch.Place, WorkerWatch.Told> workers) {
        return new View(config, found, discovered, workers);
    }

    DiscoveryVerticle.Wanted wanted() {
        return new DiscoveryVerticle.Wanted(
                config.consul(), config.sources(), config.discovery().limits());
    }

    /// The endpoints of every provider, with what they say when they are asked.
    Map<String, List<Endpoint>> endpoints() {
        var places = new HashMap<>(places());
        if (!told.isEmpty()) {
            places.replaceAll((provider, endpoints) -> endpoints.stream()
                    .map(endpoint -> complete(provider, endpoint))
                    .toList());
        }
        return places;
    }

    /// What was announced of an endpoint comes before what it says itself.
    private Endpoint complete(String provider, Endpoint endpoint) {
        var own = told.get(new WorkerWatch.Place(provider, endpoint.id(), endpoint.url()));
        return own == null
                ? endpoint
                : endpoint.serving(
                        endpoint.models().isEmpty() ? own.models() : endpoint.models(),
                        endpoint.maxConcurrency() > 0 ? endpoint.maxConcurrency() : own.slots());
    }

    /// The endpoints of every provider: those discovered, or the one at its address.
    Map<String, List<Endpoint>> places() {
        var endpoints = new HashMap<String, List<Endpoint>>();
        for (var provider : LocalServers.providers(config)) {
            var address = provider.baseUrl();
            if (config.sources().containsKey(provider.id())) {
                endpoints.put(provider.id(), discovered.getOrDefault(provider.id(), List.of()));
            } else if (address != null) {
                endpoints.put(provider.id(), List.of(Endpoint.at(address)));
            }
        }
        return endpoints;
    }

    /// What providers serve beside what is configured, by provider: a model once for each endpoint that has it.
    Map<String, List<String>> served() {
        var served = new HashMap<String, List<String>>(found);
        endpoints().forEach((provider, endpoints) -> {
            var models = new ArrayList<>(found.getOrDefault(provider, List.of()));
            endpoints.forEach(endpoint -> models.addAll(endpoint.models()));
            served.put(provider, models);
        });
        return served;
    }
}
