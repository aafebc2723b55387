package io.polygate.app;

import io.polygate.discovery.DiscoveryConfig;
import io.polygate.discovery.Endpoint;
import io.polygate.model.GatewayException;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.worker.WorkerModels;
import io.polygate.routing.endpoint.EndpointPools;
import io.polygate.routing.endpoint.ModelSlots;
import io.polygate.wire.worker.WorkerDialect;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Asks workers again and again for their models and slots: `onChange` hears which models and how many slots they have,
/// the pools hear which slots are free, and who does not answer. What a worker said holds until it has been silent five
/// times in a row; it is given no calls before that.
final class WorkerWatch extends VerticleBase {

    private static final int SILENT_FOR_GOOD = 5;

    private final DiscoveryConfig config;
    private final EndpointPools pools;
    private final Consumer<Map<Place, Told>> onChange;
    private final Map<Place, Told> told = new HashMap<>();
    private final Map<Place, Integer> silences = new HashMap<>();
    private final Set<Place> asked = new HashSet<>();
    private final Map<ProviderConfig, WorkerModels> clients = new HashMap<>();
    private Map<Place, ProviderConfig> workers;

    /// An endpoint of a provider.
    record Place(String provider, String endpoint, URI url) {}

    /// What changes seldom of what a worker says.
    record Told(List<String> models, int slots) {

        Told {
            models = List.copyOf(models);
        }
    }

    WorkerWatch(DiscoveryConfig config, View view, EndpointPools pools, Consumer<Map<Place, Told>> onChange) {
        this.config = config;
        this.pools = pools;
        this.onChange = onChange;
        this.workers = workers(view);
    }

    private static Map<Place, ProviderConfig> workers(View view) {
        var workers = new HashMap<Place, ProviderConfig>();
        var endpoints = view.places();
        for (var provider : view.config().providers()) {
            for (var endpoint : endpoints.getOrDefault(provider.id(), List.of())) {
                if (WorkerDialect.NAME.equals(spoken(provider, endpoint))) {
                    workers.put(new Place(provider.id(), endpoint.id(), endpoint.url()), provider);
                }
            }
        }
        return workers;
    }

    private static String spoken(ProviderConfig provider, Endpoint endpoint) {
        return endpoint.dialect() == null ? provider.dialect() : endpoint.dialect();
    }

    /// Waits a moment for the first answers, so that their models are there from the start.
    @Override
    public Future<?> start() {
        vertx.setPeriodic(config.interval().toMillis(), id -> look());
        return look().timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /// Asks others from now on; new ones at once.
    void watch(View view) {
        var next = workers(view);
        if (context == null) {
            workers = next;
            return;
        }
        context.runOnContext(v -> {
            if (!next.equals(workers)) {
                take(next);
                look();
            }
        });
    }

    private void take(Map<Place, ProviderConfig> next) {
        workers = next;
        clients.entrySet().removeIf(client -> {
            boolean gone = !next.containsValue(client.getKey());
            if (gone) {
                client.getValue().close();
            }
            return gone;
        });
        silences.keySet().retainAll(next.keySet());
        if (told.keySet().retainAll(next.keySet())) {
            onChange.accept(Map.copyOf(told));
        }
    }

    private Future<?> look() {
        var answers = new ArrayList<Future<?>>();
        workers.forEach((place, provider) -> {
            if (asked.add(place)) {
                answers.add(ask(place, provider));
            }
        });
        return answers.isEmpty() ? Future.succeededFuture() : Future.join(answers);
    }

    private Future<?> ask(Place place, ProviderConfig provider) {
        var client = clients.computeIfAbsent(provider, p -> new WorkerModels(vertx, p, config.timeout()));
        return client.ask(place.url)
                .onComplete(answer -> asked.remove(place))
                .onSuccess(models -> heard(place, models))
                .onFailure(failure -> silent(place, failure));
    }

    private void heard(Place place, List<WorkerModels.Model> models) {
        if (!workers.containsKey(place)) {
            return;
        }
        silences.remove(place);
        var slots = new HashMap<String, ModelSlots>();
        models.forEach(model -> slots.put(model.name(), new ModelSlots(model.slots(), model.taken(), model.works())));
        var pool = pools.all().get(place.provider);
        if (pool != null) {
            pool.told(place.endpoint, slots);
        }
        long all = models.stream().mapToLong(WorkerModels.Model::slots).sum();
        var names = models.stream().map(WorkerModels.Model::name).toList();
        var now = new Told(names, (int) Math.min(all, Integer.MAX_VALUE));
        if (!now.equals(told.put(place, now))) {
            onChange.accept(Map.copyOf(told));
        }
    }

    private void silent(Place place, Throwable failure) {
        if (!workers.containsKey(place)) {
            return;
        }
        var pool = pools.all().get(place.provider);
        if (pool != null) {
            pool.silent(place.endpoint, "asked for its models: " + why(failure));
        }
        if (silences.merge(place, 1, Integer::sum) >= SILENT_FOR_GOOD && told.remove(place) != null) {
            onChange.accept(Map.copyOf(told));
        }
    }

    private static String why(Throwable failure) {
        return failure instanceof GatewayException gateway ? gateway.error().message() : "no answer";
    }
}
