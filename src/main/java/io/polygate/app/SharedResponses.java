package io.polygate.app;

import io.polygate.bus.Inquiry;
import io.polygate.model.RawJson;
import io.polygate.provider.Responses;
import io.polygate.routing.KeptResponses;
import io.polygate.session.MemoryResponseStore;
import io.polygate.session.ResponseKey;
import io.polygate.session.ResponseOwners;
import io.polygate.session.ResponseStoreConfig;
import io.polygate.session.StoredResponse;
import io.polygate.wire.responses.InputItems;
import io.polygate.wire.responses.StoredEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The responses that the gateway keeps: each on the node that answered, found from every other one by asking.
final class SharedResponses implements Responses, KeptResponses {

    private static final String PRINCIPAL = "principal";
    private static final String ID = "id";
    private static final String DELETE = "delete";
    private static final String PROVIDER = "provider";

    private final MemoryResponseStore store;
    private final ResponseOwners owners;
    private final Inquiry inquiry;
    private final int maxChain;

    SharedResponses(Vertx vertx, ResponseStoreConfig config, Duration patience) {
        this.store = new MemoryResponseStore(config, InstantSource.system());
        this.owners = new ResponseOwners(config.maxOwned());
        this.maxChain = config.maxChain();
        this.inquiry = new Inquiry(vertx, "responses", patience, this::answer);
    }

    @Override
    public Future<Place> find(ResponseKey key) {
        return findHere(key)
                .compose(place -> place instanceof Nowhere ? findElsewhere(key) : Future.succeededFuture(place));
    }

    private Future<Place> findHere(ResponseKey key) {
        return store.get(key).map(found -> {
            var provider = owners.find(key);
            if (found.isPresent()) {
                return new Here(found.get());
            }
            return provider == null ? new Nowhere() : new At(provider);
        });
    }

    private Future<Place> findElsewhere(ResponseKey key) {
        return inquiry.ask(question(key).toBuffer(), 1)
                .map(answers -> answers.found().isEmpty()
                        ? new Nowhere()
                        : decode(new JsonObject(answers.found().getFirst())));
    }

    @Override
    public Future<Boolean> delete(ResponseKey key) {
        return store.delete(key)
                .compose(deleted -> deleted
                        ? Future.succeededFuture(true)
                        : inquiry.ask(question(key).put(DELETE, true).toBuffer(), 1)
                                .map(answers -> !answers.found().isEmpty()));
    }

    @Override
    public Buffer inputItems(StoredResponse response, String query) {
        return InputItems.list(response.input(), query);
    }

    @Override
    public @Nullable Buffer events(StoredResponse response, String query) {
        return StoredEvents.of(response.body(), query);
    }

    @Override
    public Future<Conversation> conversation(String owner, String id) {
        return follow(owner, id, new ArrayDeque<>());
    }

    /// A part of a conversation is none: one whose beginning is gone cannot be continued.
    private Future<Conversation> follow(String owner, String id, Deque<StoredResponse> later) {
        if (later.size() >= maxChain) {
            return Future.succeededFuture(new Unknown());
        }
        return find(new ResponseKey(owner, id)).compose(place -> switch (place) {
            case Here(var response) -> {
                later.addFirst(response);
                var previous = response.previousId();
                yield previous == null ? Future.succeededFuture(items(later)) : follow(owner, previous, later);
            }
            case At(var provider) when later.isEmpty() -> Future.succeededFuture(new KeptBy(provider));
            case At _, Nowhere _ -> Future.succeededFuture(new Unknown());
        });
    }

    private static Conversation items(Iterable<StoredResponse> chain) {
        var items = new ArrayList<RawJson>();
        for (var response : chain) {
            items.addAll(response.input());
            items.addAll(response.output());
        }
        return new Items(items);
    }

    @Override
    public Future<Void> keep(String owner, Kept response) {
        var stored = new StoredResponse(
                response.id(), response.previousId(), response.body(), response.input(), response.output());
        return store.put(new ResponseKey(owner, response.id()), stored).mapEmpty();
    }

    @Override
    public void kept(String owner, String id, String provider) {
        owners.remember(new ResponseKey(owner, id), provider);
    }

    private static JsonObject question(ResponseKey key) {
        return new JsonObject().put(PRINCIPAL, key.principal()).put(ID, key.id());
    }

    /// What another node asks for, if it is here; or that it was deleted here.
    private Future<@Nullable Buffer> answer(Buffer question) {
        var json = new JsonObject(question);
        var key = new ResponseKey(json.getString(PRINCIPAL), json.getString(ID));
        if (json.getBoolean(DELETE, false)) {
            return store.delete(key).map(deleted -> deleted ? question : null);
        }
        return findHere(key).map(SharedResponses::encode);
    }

    private static @Nullable Buffer encode(Place place) {
        return switch (place) {
            case Here(var response) ->
                new JsonObject()
                        .put(ID, response.id())
                        .put("previous", response.previousId())
                        .put("body", response.body().text())
                        .put("input", texts(response.input()))
                        .put("output", texts(response.output()))
                        .toBuffer();
            case At(var provider) -> new JsonObject().put(PROVIDER, provider).toBuffer();
            case Nowhere _ -> null;
        };
    }

    private static Place decode(JsonObject json) {
        var provider = json.getString(PROVIDER);
        return provider != null
                ? new At(provider)
                : new Here(new StoredResponse(
                        json.getString(ID),
                        json.getString("previous"),
                        new RawJson(json.getString("body")),
                        raw(json.getJsonArray("input")),
                        raw(json.getJsonArray("output"))));
    }

    private static JsonArray texts(List<RawJson> items) {
        return new JsonArray(items.stream().map(RawJson::text).toList());
    }

    private static List<RawJson> raw(JsonArray texts) {
        return texts.stream().map(text -> new RawJson((String) text)).toList();
    }
}
