package io.polygate.app;

import io.polygate.bus.Broadcast;
import io.polygate.bus.Inquiry;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Thought;
import io.polygate.provider.Thoughts;
import io.polygate.session.ThoughtConfig;
import io.polygate.session.ThoughtStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What models thought, told to every node of the cluster: the next turn may come to another one. A node that was not
/// there then asks.
final class SharedThoughts implements Thoughts {

    /// Of the latest calls of a conversation; what is older has ended.
    private static final int MAX_ASKED = 512;

    private final ThoughtStore store;
    private final Broadcast broadcast;
    private final Inquiry inquiry;
    private final int maxEach;

    SharedThoughts(Vertx vertx, ThoughtConfig config, Duration patience) {
        this.store = new ThoughtStore(config);
        this.maxEach = config.maxBytesEach();
        this.broadcast = new Broadcast(vertx, "thoughts", message -> keep(new JsonObject(message)));
        this.inquiry = new Inquiry(vertx, "thoughts", patience, question -> Future.succeededFuture(known(question)));
    }

    @Override
    public int maxEach() {
        return maxEach;
    }

    @Override
    public void remember(String owner, String callId, Thought thought) {
        store.remember(owner, callId, thought);
        broadcast.tell(told(owner, callId, thought).toBuffer());
    }

    @Override
    public @Nullable Thought find(String owner, String callId) {
        var thought = store.find(owner, callId);
        return thought == null || thought.isEmpty() ? null : thought;
    }

    /// Asks the other nodes for what was never told here. That nobody knows anything is remembered too, as a thought
    /// of nothing, so that each call is asked for once.
    @Override
    public Future<Void> gather(String owner, List<String> callIds) {
        if (!inquiry.possible()) {
            return Future.succeededFuture();
        }
        var unknown = callIds.stream()
                .filter(id -> store.find(owner, id) == null)
                .limit(MAX_ASKED)
                .toList();
        if (unknown.isEmpty()) {
            return Future.succeededFuture();
        }
        var question = new JsonObject().put("owner", owner).put("calls", new JsonArray(unknown));
        return inquiry.ask(question.toBuffer(), Integer.MAX_VALUE)
                .onSuccess(answers -> learn(owner, unknown, answers))
                .mapEmpty();
    }

    private void learn(String owner, List<String> asked, Inquiry.Answers answers) {
        answers.found().forEach(found -> new JsonArray(found).forEach(thought -> keep((JsonObject) thought)));
        if (answers.complete()) {
            asked.stream()
                    .filter(id -> store.find(owner, id) == null)
                    .forEach(id -> store.remember(owner, id, new Thought(List.of(), null)));
        }
    }

    /// What is here of what another node asks for, or null.
    private @Nullable Buffer known(Buffer question) {
        var json = new JsonObject(question);
        var owner = json.getString("owner");
        var known = new JsonArray();
        for (var call : json.getJsonArray("calls")) {
            var thought = find(owner, (String) call);
            if (thought != null) {
                known.add(told(owner, (String) call, thought));
            }
        }
        return known.isEmpty() ? null : known.toBuffer();
    }

    long bytes() {
        return store.bytes();
    }

    private static JsonObject told(String owner, String callId, Thought thought) {
        var parts = thought.reasoning().stream().map(SharedThoughts::part).toList();
        return new JsonObject()
                .put("owner", owner)
                .put("call", callId)
                .put("seal", seal(thought.callSeal()))
                .put("parts", new JsonArray(parts));
    }

    private void keep(JsonObject json) {
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
