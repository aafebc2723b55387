package io.polygate.door.websocket;

import io.polygate.bus.AnswerWriter;
import io.polygate.bus.Call;
import io.polygate.bus.Inquiry;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The calls of this node that outlive their connection, by key and id; other nodes ask for them. Safe from every
/// shard.
public final class ResumableCalls {

    private final Map<Key, ResumableCall> calls = new ConcurrentHashMap<>();
    private final Inquiry inquiry;

    /// @param patience how long to wait for other nodes to tell what they keep
    public ResumableCalls(Vertx vertx, Duration patience) {
        inquiry = new Inquiry(vertx, "resumable", patience, question -> Future.succeededFuture(place(question)));
    }

    /// @param principal whose call it is: nobody else finds it
    /// @param id as the client wrote it in JSON
    record Key(String principal, String id) {

        private static final String PRINCIPAL = "principal";
        private static final String ID = "id";

        /// What another node is asked.
        ///
        /// @param after the number behind which the answer goes on
        Buffer question(long after) {
            var json = new JsonWriter().object().field(PRINCIPAL, principal).field(ID, id);
            return json.field("after", after).endObject().toBuffer();
        }

        static Key of(Json question) {
            return new Key(String.valueOf(question.string(PRINCIPAL)), String.valueOf(question.string(ID)));
        }
    }

    @Nullable
    ResumableCall find(Key key) {
        return calls.get(key);
    }

    /// Where another node keeps it, to be asked there; null where none does.
    Future<@Nullable String> findElsewhere(Key key) {
        return inquiry.ask(key.question(0), 1)
                .map(answers -> answers.found().isEmpty()
                        ? null
                        : answers.found().getFirst().toString());
    }

    private @Nullable Buffer place(Buffer question) {
        var call = calls.get(Key.of(Json.parse(question)));
        return call == null || call.address().isEmpty() ? null : Buffer.buffer(call.address());
    }

    /// A connection of another node wants to hear what comes after a number.
    void resume(ContextInternal context, Call asked, AnswerWriter answer) {
        var question = Json.parse(asked.body());
        var call = find(Key.of(question));
        var after = question.number("after");
        if (call == null || after == null) {
            answer.fail(unknown(Key.of(question)));
            return;
        }
        var listener = new FarListener(context, answer);
        listener.hear(call);
        call.resume(listener, after.longValue(), answer::fail);
    }

    static GatewayError unknown(Key key) {
        var message = "id " + key.id() + " is that of no resumable request of this key";
        return GatewayError.field(ErrorKind.NOT_FOUND, "id", message);
    }

    /// Keeps a call that begins, or tells why not. One that has ended and was heard to its end makes room.
    ///
    /// @param most how many may be kept
    @Nullable
    GatewayError add(Key key, ResumableCall call, int most) {
        var known = calls.get(key);
        if (known != null && !known.heard()) {
            return GatewayError.field(
                    ErrorKind.CONFLICT, "id", "id " + key.id() + " is that of a resumable request that is still kept");
        }
        if (known == null && calls.size() >= most) {
            return GatewayError.of(ErrorKind.OVERLOADED, "there are " + most + " resumable requests (expected: fewer)");
        }
        calls.put(key, call);
        return null;
    }

    void remove(Key key, ResumableCall call) {
        calls.remove(key, call);
    }

    int size() {
        return calls.size();
    }
}
