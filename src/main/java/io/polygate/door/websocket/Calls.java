package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.door.Caller;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens the calls of this door over the bus. Belongs to one context.
final class Calls {

    static final String DOOR = "websocket";

    private static final String DIALECT = "openai";

    private final BusClient bus;

    Calls(BusClient bus) {
        this.bus = bus;
    }

    /// Where a call comes from.
    ///
    /// @param number of the connection's calls
    /// @param window bytes of the answer that may be under way
    record Place(Caller caller, long number, int window) {}

    OpenCall open(Place place, Ask ask, AnswerHandler handler) {
        var caller = place.caller;
        return bus.open(
                new Call(
                        caller.callId(place.number),
                        DOOR,
                        DIALECT,
                        Operation.CHAT,
                        caller.key(),
                        caller.peer(),
                        ask.model(),
                        ask.stream(),
                        ask.body(),
                        ask.outline(),
                        null,
                        "",
                        List.of(),
                        ask.defect(),
                        System.nanoTime()),
                handler,
                place.window);
    }

    /// Asks the node that keeps a resumable call; nothing is billed or accounted for, the call itself is.
    OpenCall resume(Caller caller, String place, Buffer question, AnswerHandler handler) {
        return bus.openAt(
                place,
                new Call(
                        caller.id(),
                        DOOR,
                        DIALECT,
                        Operation.CHAT,
                        null,
                        caller.peer(),
                        null,
                        true,
                        question,
                        io.polygate.model.BodyOutline.NONE,
                        "resume",
                        "",
                        List.of(),
                        null,
                        System.nanoTime()),
                handler);
    }

    /// Asks for nothing but who presents a key.
    OpenCall identify(String id, @Nullable String key, String peer, AnswerHandler handler) {
        return bus.open(
                new Call(
                        id,
                        DOOR,
                        DIALECT,
                        Operation.IDENTIFY,
                        key,
                        peer,
                        null,
                        false,
                        Buffer.buffer(),
                        io.polygate.model.BodyOutline.NONE,
                        null,
                        "",
                        List.of(),
                        null,
                        System.nanoTime()),
                handler);
    }
}
