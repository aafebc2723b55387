package io.polygate.routing.steer;

import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.endpoint.EndpointPools;
import io.polygate.routing.endpoint.PoolView;
import io.polygate.routing.endpoint.PoolView.CredentialView;
import io.polygate.routing.endpoint.PoolView.EndpointView;
import io.polygate.routing.endpoint.PoolView.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The endpoints of a node's providers as operators see them. Holds no secrets.
public final class Instances {

    private Instances() {}

    /// `{"instances": [{"provider", "id", "address", "state", "why", …}], "providers": [{"id", "algorithm",
    /// "in_flight", "waiting", "credentials"}]}`, by provider and in the order of discovery.
    public static JsonObject list(EndpointPools pools) {
        var instances = new JsonArray();
        var providers = new JsonArray();
        views(pools).forEach(view -> {
            of(view).forEach(instances::add);
            var credentials = new JsonArray();
            view.credentials().forEach(each -> credentials.add(credential(each)));
            providers.add(provider(view).put("credentials", credentials));
        });
        return new JsonObject().put("instances", instances).put("providers", providers);
    }

    /// `{"in_flight", "waiting", "calls", "failures", "providers": [{"id", "algorithm", "in_flight", "waiting",
    /// "calls",
    /// "failures", "latency_ms", "endpoints": {"healthy", "unhealthy", "ejected", "draining"}}]}`; latency is the
    /// mean of the endpoints' peak EWMA of the time to the first byte.
    public static JsonObject metrics(EndpointPools pools) {
        var providers = new JsonArray();
        var views = views(pools).toList();
        views.forEach(view -> providers.add(counts(view)));
        var endpoints =
                views.stream().flatMap(view -> view.endpoints().stream()).toList();
        return new JsonObject()
                .put("in_flight", pools.inside())
                .put("waiting", pools.waiting())
                .put("calls", endpoints.stream().mapToLong(EndpointView::calls).sum())
                .put(
                        "failures",
                        endpoints.stream().mapToLong(EndpointView::failures).sum())
                .put("providers", providers);
    }

    /// The endpoints of one provider.
    public static List<JsonObject> of(PoolView view) {
        return view.endpoints().stream()
                .map(endpoint -> instance(view.provider(), endpoint))
                .toList();
    }

    private static Stream<PoolView> views(EndpointPools pools) {
        return pools.all().values().stream()
                .sorted(Comparator.comparing(EndpointPool::provider))
                .map(EndpointPool::view);
    }

    private static JsonObject provider(PoolView view) {
        return new JsonObject()
                .put("id", view.provider())
                .put("algorithm", SteeringChange.word(view.balance()))
                .put("in_flight", view.inFlight())
                .put("waiting", view.waiting());
    }

    private static JsonObject counts(PoolView view) {
        var endpoints = view.endpoints();
        var states = new JsonObject();
        for (var state : State.values()) {
            states.put(
                    word(state),
                    endpoints.stream().filter(each -> each.state() == state).count());
        }
        return provider(view)
                .put("calls", endpoints.stream().mapToLong(EndpointView::calls).sum())
                .put(
                        "failures",
                        endpoints.stream().mapToLong(EndpointView::failures).sum())
                .put("latency_ms", latency(endpoints))
                .put("endpoints", states);
    }

    private static double latency(List<EndpointView> endpoints) {
        return endpoints.stream()
                .filter(each -> !each.latency().isZero())
                .mapToDouble(each -> millis(each.latency()))
                .average()
                .orElse(0);
    }

    private static JsonObject instance(String provider, EndpointView endpoint) {
        return new JsonObject()
                .put("provider", provider)
                .put("id", endpoint.id())
                .put("address", endpoint.address())
                .put("zone", endpoint.zone())
                .put("models", new JsonArray(endpoint.models()))
                .put("state", word(endpoint.state()))
                .put("why", endpoint.why())
                .put("back_in_ms", millis(endpoint.backIn()))
                .put("weight", endpoint.weight())
                .put("in_flight", endpoint.inFlight())
                .put("limit", endpoint.limit())
                .put("calls", endpoint.calls())
                .put("failures", endpoint.failures())
                .put("latency_ms", millis(endpoint.latency()))
                .put("breaker", word(endpoint.breaker()))
                .put("breaker_openings", endpoint.breakerOpenings());
    }

    private static JsonObject credential(CredentialView credential) {
        return new JsonObject()
                .put("id", credential.id())
                .put("weight", credential.weight())
                .put("why", credential.why())
                .put("back_in_ms", millis(credential.backIn()))
                .put("in_flight", credential.inFlight())
                .put("calls", credential.calls())
                .put("failures", credential.failures())
                .put("breaker", word(credential.breaker()));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1_000 / 1_000.0;
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
