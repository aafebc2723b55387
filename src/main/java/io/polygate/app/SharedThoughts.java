package io.polygate.app;

import io.polygate.bus.Broadcast;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Thought;
import io.polygate.provider.Thoughts;
import io.polygate.session.ThoughtConfig;
import io.polygate.session.ThoughtStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What models thought, kept on every node of the cluster: the next turn may come to another one.
final class SharedThoughts implements Thoughts {

    private final ThoughtStore store;
    private final Broadcast broadcast;

    SharedThoughts(Vertx vertx, ThoughtConfig config) {
        this.store = new ThoughtStore(config);
        this.broadcast = new Broadcast(vertx, "thoughts", this::hear);
    }

    @Override
    public void remember(String owner, String callId, Thought thought) {
        store.remember(owner, callId, thought);
        broadcast.tell(new JsonObject()
                .put("owner", owner)
                .put("call", callId)
                .put("seal", seal(thought.callSeal()))
                .put(
                        "parts",
                        new JsonArray(thought.reasoning().stream()
                                .map(SharedThoughts::part)
                                .toList()))
                .toBuffer());
    }

    @Override
    public @Nullable Thought find(String owner, String callId) {
        return store.find(owner, callId);
    }

    long bytes() {
        return store.bytes();
    }

    private void hear(Buffer message) {
        var json = new JsonObject(message);
        var parts = new ArrayList<Part>();
        for (var part : json.getJsonArray("parts")) {
            parts.add(part((JsonObject) part));
        }
        store.remember(
                json.getString("owner"), json.getString("call"), new Thought(parts, seal(json.getJsonObject("seal"))));
    }

    private static JsonObject part(Part part) {
        var passages = new JsonArray();
        var id = (String) null;
        if (part.content() instanceof Content.Reasoning reasoning) {
            id = reasoning.id();
            reasoning
                    .passages()
                    .forEach(passage -> passages.add(
                            new JsonObject().put("summary", passage.summary()).put("text", passage.text())));
        }
        return new JsonObject().put("id", id).put("passages", passages).put("seal", seal(part.seal()));
    }

    private static Part part(JsonObject json) {
        var passages = new ArrayList<Content.Passage>();
        for (var passage : json.getJsonArray("passages")) {
            var object = (JsonObject) passage;
            passages.add(new Content.Passage(object.getBoolean("summary"), object.getString("text")));
        }
        var reasoning = new Content.Reasoning(json.getString("id"), passages);
        return new Part(reasoning, seal(json.getJsonObject("seal")), null, Extras.NONE);
    }

    private static @Nullable JsonObject seal(@Nullable Seal seal) {
        return seal == null
                ? null
                : new JsonObject()
                        .put("kind", seal.kind().name())
                        .put("origin", seal.origin())
                        .put("value", seal.value());
    }

    private static @Nullable Seal seal(@Nullable JsonObject json) {
        return json == null
                ? null
                : new Seal(
                        Seal.Kind.valueOf(json.getString("kind")), json.getString("origin"), json.getString("value"));
    }
}
