package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The answer to one `request`: numbered `stream` messages and a `stream_end`, or one `response`, or an `error`; the
/// last of them is said exactly once.
final class RequestAnswer implements AnswerHandler {

    private static final String CANCELLED = "cancelled";

    private final String id;
    private final boolean stream;
    private final boolean usageAsked;
    private final Outlet outlet;
    private final ChunkReader reader = new ChunkReader(this::chunk);
    private @Nullable OpenCall open;
    private long seq;
    private int held;
    private boolean waiting;
    private boolean done;

    /// @param usageAsked whether the client wants the chunk that holds nothing but the usage
    RequestAnswer(String id, boolean stream, boolean usageAsked, Outlet outlet) {
        this.id = id;
        this.stream = stream;
        this.usageAsked = usageAsked;
        this.outlet = outlet;
    }

    void attach(OpenCall opened) {
        if (!done) {
            open = opened;
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (done) {
            return;
        }
        if (!stream) {
            whole(bytes == null ? Buffer.buffer() : bytes, last);
            return;
        }
        var error = reader.push(bytes, last);
        if (error != null) {
            letGo();
            failed(error);
        } else if (last) {
            end(Said.streamEnd(id, reader.finishReason(), reader.usage()));
        } else {
            outlet.flush();
            taken(bytes == null ? 0 : bytes.length());
        }
    }

    private void chunk(Json chunk, int size) {
        boolean usageOnly =
                chunk.object("usage") != null && chunk.items("choices").isEmpty();
        if (!usageOnly || usageAsked) {
            outlet.next(++seq, Said.stream(id, seq, chunk, size));
        }
    }

    private void whole(Buffer body, boolean last) {
        if (!last) {
            letGo();
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend streamed what was not to be streamed"));
            return;
        }
        try {
            end(Said.response(id, Json.parse(body), body.length()));
        } catch (JsonSyntaxException e) {
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not valid JSON"));
        }
    }

    /// Bytes count as taken when there is room for more, so that a client who reads slowly holds the backend back.
    private void taken(int bytes) {
        held += bytes;
        if (!waiting) {
            waiting = true;
            outlet.whenRoom(this::room);
        }
    }

    private void room() {
        waiting = false;
        if (open != null && !done) {
            open.taken(held);
        }
        held = 0;
    }

    @Override
    public void failed(GatewayError error) {
        end(Said.error(id, error));
    }

    private void end(Bytes message) {
        if (!done) {
            done = true;
            outlet.last(message);
            outlet.flush();
        }
    }

    /// The client wants no more of it.
    void cancel() {
        if (!done) {
            letGo();
            end(
                    stream
                            ? Said.streamEnd(id, CANCELLED, reader.usage())
                            : Said.error(
                                    id,
                                    GatewayError.of(ErrorKind.CLIENT_CLOSED, "the request was cancelled")
                                            .withVendorWords(null, CANCELLED)));
        }
    }

    /// Nobody is there to hear it.
    void abandon() {
        done = true;
        letGo();
    }

    private void letGo() {
        if (open != null) {
            open.cancel();
        }
    }
}
