package io.polygate.door.websocket;

import io.polygate.door.Link;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The protocol of requests: many at once, each with an id of the client's that all its answers carry.
final class RequestProtocol implements Client.Protocol {

    private static final int REMEMBERED = 64;

    private final Client client;
    private final Link link;
    private final Map<String, Running> running = new HashMap<>();
    private final Deque<String> lately = new ArrayDeque<>(2);

    /// A request that has not ended.
    private interface Running {

        void cancel();

        /// The connection is lost.
        void leave();
    }

    RequestProtocol(Client client) {
        this.client = client;
        this.link = client.link();
    }

    @Override
    public void message(String type, Json message) {
        switch (type) {
            case "request" -> request(RequestMessage.read(message));
            case "batch" -> batch(message);
            case "cancel" -> cancel(message);
            case "resume" -> resume(message);
            default ->
                client.say(Client.unknown(
                        type,
                        "request, batch, cancel, resume or heartbeat: it is the protocol that"
                                + " this connection began with"));
        }
    }

    @Override
    public Bytes error(GatewayError error) {
        return Said.error(null, error);
    }

    private void request(RequestMessage request) {
        var refusal = refusal(request);
        if (refusal != null) {
            client.say(Said.error(request.id(), refusal));
        } else if (request.resumable()) {
            resumable(request);
        } else {
            direct(request);
        }
    }

    private @Nullable GatewayError refusal(RequestMessage request) {
        if (request.idProblem() != null) {
            return request.idProblem();
        }
        if (running.containsKey(request.id())) {
            return inUse(request.id());
        }
        var full = room();
        return full == null && client.setting().draining().now() ? Client.stopping() : full;
    }

    private static GatewayError inUse(String id) {
        var message = "id " + id + " is in use (expected: one that no open request has)";
        return GatewayError.field(ErrorKind.CONFLICT, "id", message);
    }

    /// Why there may not be one more, or null.
    private @Nullable GatewayError room() {
        if (running.size() < Client.MAX_CALLS) {
            return null;
        }
        var message = Client.MAX_CALLS + " requests are open on this connection (expected: fewer)";
        return GatewayError.of(ErrorKind.RATE_LIMITED, message);
    }

    private void direct(RequestMessage request) {
        var answer =
                new RequestAnswer(request.id(), request.ask().stream(), request.usageAsked(), new Direct(request.id()));
        running.put(request.id(), new Running() {
            @Override
            public void cancel() {
                answer.cancel();
            }

            @Override
            public void leave() {
                answer.abandon();
            }
        });
        answer.attach(client.open(request.ask(), answer));
    }

    private void resumable(RequestMessage request) {
        var setting = client.setting();
        var key = new ResumableCalls.Key(client.caller().principal(), request.id());
        var call = new ResumableCall(setting, key, listener(request.id()));
        var refusal = setting.resumable().add(key, call, setting.config().maxResumable());
        if (refusal != null) {
            client.say(Said.error(request.id(), refusal));
            return;
        }
        var answer = new RequestAnswer(request.id(), request.ask().stream(), request.usageAsked(), call);
        call.of(answer);
        running.put(request.id(), new Detachable(call, link));
        answer.attach(client.open(request.ask(), answer));
    }

    private ResumableCall.Listener listener(String id) {
        return new NearListener(link, () -> over(id));
    }

    private void over(String id) {
        running.remove(id);
        lately.add(id);
        if (lately.size() > REMEMBERED) {
            lately.removeFirst();
        }
    }

    private void batch(Json message) {
        var requests = message.member("requests");
        if (requests == null) {
            client.say(Said.error(RequestMessage.id(message), Ask.missing("requests", "an array of requests")));
            return;
        }
        var refusal = batchRefusal(requests);
        if (refusal != null) {
            client.say(Said.error(RequestMessage.id(message), refusal));
            return;
        }
        for (var item : requests.items()) {
            if (link.open()) {
                request(RequestMessage.read(item));
            }
        }
    }

    /// As many as a connection may have open: each is answered, be it by an error.
    private static @Nullable GatewayError batchRefusal(Json requests) {
        if (!requests.isArray()) {
            return Ask.invalid("requests", requests, "an array of requests");
        }
        int size = requests.size();
        return size >= 1 && size <= Client.MAX_CALLS
                ? null
                : GatewayError.field(
                        ErrorKind.INVALID_FIELD,
                        "requests",
                        "requests: " + size + " of them (expected: 1 to " + Client.MAX_CALLS + ")");
    }

    /// A request that has just ended crosses with its cancel: its last message is said already.
    private void cancel(Json message) {
        var id = RequestMessage.id(message);
        if (id == null) {
            client.say(Said.error(null, Ask.missing("id", "that of an open request")));
            return;
        }
        var open = running.get(id);
        if (open != null) {
            open.cancel();
        } else if (!lately.contains(id)) {
            client.say(Said.error(id, unknown(id)));
        }
    }

    private static GatewayError unknown(String id) {
        var error = GatewayError.of(ErrorKind.NOT_FOUND, "id " + id + " is that of no open request");
        return error.withParam("id");
    }

    private void resume(Json message) {
        var id = RequestMessage.id(message);
        if (id == null) {
            client.say(Said.error(null, Ask.missing("id", "that of a resumable request")));
            return;
        }
        var after = message.member("after");
        var number = after == null ? Long.valueOf(0) : after.asLong();
        if (number == null) {
            client.say(Said.error(id, Ask.invalid("after", after == null ? message : after, "a whole number")));
            return;
        }
        var key = new ResumableCalls.Key(client.caller().principal(), id);
        var call = client.setting().resumable().find(key);
        if (call == null) {
            resumeElsewhere(key, number);
            return;
        }
        var before = running.get(id);
        var resumed = new Detachable(call, link);
        var refusal = before == null ? room() : before.equals(resumed) ? null : inUse(id);
        if (refusal != null) {
            client.say(Said.error(id, refusal));
            return;
        }
        running.put(id, resumed);
        call.resume(listener(id), number, error -> {
            if (before == null) {
                running.remove(id, resumed);
            }
            client.say(Said.error(id, error));
        });
    }

    /// One that this connection has open already goes on there.
    private void resumeElsewhere(ResumableCalls.Key key, long after) {
        var id = key.id();
        var relayed = new Relayed(new RelayedCall(client, key, (call, error) -> relayedEnd(id, call, error)));
        var before = running.get(id);
        var refusal = before == null ? room() : before instanceof Relayed ? null : inUse(id);
        if (refusal != null) {
            client.say(Said.error(id, refusal));
            return;
        }
        running.put(id, relayed);
        relayed.call.begin(after);
    }

    private void relayedEnd(String id, RelayedCall call, @Nullable GatewayError error) {
        if (!(running.get(id) instanceof Relayed current) || current.call != call) {
            return;
        }
        over(id);
        if (error != null) {
            client.say(Said.error(id, error));
        }
    }

    /// A resumable call of this node, as one of its connections has it.
    private record Detachable(ResumableCall call, Link link) implements Running {

        @Override
        public void cancel() {
            call.cancel();
        }

        @Override
        public void leave() {
            call.leave(link);
        }
    }

    private record Relayed(RelayedCall call) implements Running {

        @Override
        public void cancel() {
            call.cancel();
        }

        @Override
        public void leave() {
            call.leave();
        }
    }

    @Override
    public int inFlight() {
        return running.size();
    }

    @Override
    public void lost() {
        var open = List.copyOf(running.values());
        running.clear();
        open.forEach(Running::leave);
    }

    /// An answer's way straight to the client.
    private final class Direct implements Outlet {

        private final String id;

        Direct(String id) {
            this.id = id;
        }

        @Override
        public void next(long seq, Bytes message) {
            link.send(message);
        }

        @Override
        public void last(Bytes message) {
            over(id);
            link.send(message);
        }

        @Override
        public void flush() {
            link.flush();
        }

        @Override
        public void whenRoom(Runnable action) {
            link.whenWritable(action);
        }
    }
}
