package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.door.Link;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A resumable answer that another node keeps: looked for, then heard over the bus, for as long as this connection
/// lasts. See [FarListener] for what is said.
final class RelayedCall implements AnswerHandler {

    private final Client client;
    private final ResumableCalls.Key key;
    private final Ended ended;
    private final FrameReader frames;
    private @Nullable OpenCall open;
    private boolean cancelled;
    private boolean done;
    private int held;

    /// Hears that nothing more comes.
    @FunctionalInterface
    interface Ended {

        /// @param error why not, or null where the last message was said or another connection took over
        void now(RelayedCall call, @Nullable GatewayError error);
    }

    RelayedCall(Client client, ResumableCalls.Key key, Ended ended) {
        this.client = client;
        this.key = key;
        this.ended = ended;
        var link = client.link();
        this.frames = new FrameReader(Integer.MAX_VALUE, false, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                link.send(Bytes.of(message));
            }

            @Override
            public void trailers(String none) {
                link.confirm(RelayedCall.this::confirmed);
            }
        });
    }

    /// Looks for it on the other nodes and goes on after a number.
    void begin(long after) {
        client.setting().resumable().findElsewhere(key).onComplete(found -> {
            var place = found.succeeded() ? found.result() : null;
            if (done) {
                return;
            }
            if (place == null) {
                end(ResumableCalls.unknown(key));
                return;
            }
            var opened = client.resume(place, key.question(after), this);
            open = opened;
            if (cancelled && !done) {
                opened.send(FarListener.CANCEL);
            }
        });
    }

    private void confirmed() {
        if (open != null && !done) {
            open.send(FarListener.TAKEN);
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (done) {
            return;
        }
        Link link = client.link();
        if (bytes != null) {
            frames.push(bytes);
            held += bytes.length();
            link.flush();
        }
        if (last) {
            end(null);
        } else {
            link.whenWritable(this::taken);
        }
    }

    private void taken() {
        if (open != null && !done) {
            open.taken(held);
        }
        held = 0;
    }

    @Override
    public void failed(GatewayError error) {
        boolean lost = error.kind() == ErrorKind.UPSTREAM_ERROR || error.kind() == ErrorKind.OVERLOADED;
        end(lost ? GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the node that keeps this request was lost") : error);
    }

    private void end(@Nullable GatewayError error) {
        if (!done) {
            done = true;
            ended.now(this, error);
        }
    }

    /// The client wants no more of it; the node that keeps it says so.
    void cancel() {
        cancelled = true;
        if (open != null) {
            open.send(FarListener.CANCEL);
        }
    }

    /// The connection is lost; another one may ask for it again.
    void leave() {
        done = true;
        if (open != null) {
            open.cancel();
        }
    }
}
