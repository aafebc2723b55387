package io.polygate.door.graphql;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One GraphQL request and who sent it: opens the calls that its fields come to, and ends them when the client leaves.
/// Belongs to one context.
final class Asking {

    static final String DOOR = "graphql";

    private static final int MAX_ID = 108;

    private final BusClient bus;
    private final Sender sender;
    private final int window;
    private final Set<OpenCall> open = new HashSet<>();
    private int calls;
    private boolean left;

    /// Who sends requests, over which bus.
    ///
    /// @param id the request's id; the calls of one request after the first are numbered below it
    /// @param key what was presented, never logged
    /// @param name the name of the key
    record Sender(String id, @Nullable String key, String peer, List<Header> headers, String name, boolean admin) {

        /// Never the key.
        @Override
        public String toString() {
            return name;
        }
    }

    /// What a field asks of routing.
    record Wish(
            Operation operation,
            String dialect,
            @Nullable String model,
            @Nullable String variant,
            boolean stream,
            Buffer body) {}

    /// A whole answer.
    record Answer(Head head, Buffer body) {}

    Asking(BusClient bus, Sender sender) {
        this(bus, sender, Integer.MAX_VALUE);
    }

    /// @param window bytes of an answer that may be under way
    Asking(BusClient bus, Sender sender, int window) {
        this.bus = bus;
        this.sender = sender;
        this.window = window;
    }

    Sender sender() {
        return sender;
    }

    /// The whole answer to a call; fails with a [io.polygate.model.GatewayException].
    Future<Answer> ask(Wish wish) {
        var whole = new Whole();
        whole.open = open(wish, whole);
        if (whole.promise.future().isComplete()) {
            open.remove(whole.open);
        }
        return whole.promise.future();
    }

    OpenCall open(Wish wish, AnswerHandler handler) {
        var number = ++calls;
        var id = sender.id.length() > MAX_ID ? sender.id.substring(0, MAX_ID) : sender.id;
        var call = bus.open(
                new Call(
                        number == 1 ? sender.id : id + "." + number,
                        DOOR,
                        wish.dialect,
                        wish.operation,
                        sender.key,
                        sender.peer,
                        wish.model,
                        wish.stream,
                        wish.body,
                        BodyOutline.NONE,
                        wish.variant,
                        "",
                        number == 1 ? sender.headers : List.of(),
                        null,
                        System.nanoTime()),
                handler,
                window);
        if (left) {
            call.cancel();
        } else {
            open.add(call);
        }
        return call;
    }

    /// A call has ended.
    void ended(@Nullable OpenCall call) {
        if (call != null) {
            open.remove(call);
        }
    }

    /// Nobody waits for the answer any more.
    void left() {
        left = true;
        open.forEach(OpenCall::cancel);
        open.clear();
    }

    /// Asks who presents a key; fails for one who is not known here.
    static Future<Sender> identify(BusClient bus, Sender stranger) {
        var asking = new Asking(bus, stranger);
        var wish = new Wish(Operation.IDENTIFY, "openai", null, null, false, Buffer.buffer());
        return asking.ask(wish).map(answer -> {
            var told = Json.parse(answer.body());
            var name = told.string("name");
            return new Sender(
                    stranger.id,
                    stranger.key,
                    stranger.peer,
                    stranger.headers,
                    name == null ? "" : name,
                    "admin".equals(told.string("role")));
        });
    }

    private final class Whole implements AnswerHandler {

        private final Promise<Answer> promise = Promise.promise();
        private @Nullable OpenCall open;
        private @Nullable Head head;
        private @Nullable Buffer bytes;

        @Override
        public void part(@Nullable Head first, @Nullable Buffer more, boolean last) {
            head = first == null ? head : first;
            if (more != null) {
                bytes = bytes == null ? more : bytes.copy().appendBuffer(more);
            }
            if (last) {
                ended(open);
                var answered = head == null ? new Head(200, List.of()) : head;
                promise.complete(new Answer(answered, bytes == null ? Buffer.buffer() : bytes));
            } else if (more != null && open != null) {
                open.taken(more.length());
            }
        }

        @Override
        public void failed(GatewayError error) {
            ended(open);
            promise.fail(error.asException());
        }
    }
}
