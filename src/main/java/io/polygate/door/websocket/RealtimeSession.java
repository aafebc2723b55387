package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.door.CloseCode;
import io.polygate.door.Link;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.websocket.SocketMessage;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A Realtime conversation: a request that becomes a WebSocket when the backend has taken it, then messages as they
/// are, both ways. Each side is read as fast as the other takes it.
final class RealtimeSession implements AnswerHandler, Link.Speaker {

    private final EdgeRequest request;
    private final Upgrade upgrade;
    private @Nullable OpenCall call;
    private @Nullable Link link;
    private boolean over;

    /// Makes a WebSocket of the request.
    interface Upgrade {

        /// @return null when the client has left
        @Nullable
        Link to(Function<Link, Link.Speaker> speaker);

        /// There will be none.
        void never();
    }

    RealtimeSession(EdgeRequest request, Upgrade upgrade) {
        this.request = request;
        this.upgrade = upgrade;
    }

    void begin(Function<AnswerHandler, OpenCall> calls) {
        call = calls.apply(this);
        call.onDrain(() -> {
            if (link != null) {
                link.release();
            }
        });
        request.response().closeHandler(v -> {
            if (link == null && !over) {
                leave();
            }
        });
    }

    private void leave() {
        over = true;
        upgrade.never();
        call().cancel();
    }

    private OpenCall call() {
        return Objects.requireNonNull(call, "begun");
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (over) {
            return;
        }
        if (head != null) {
            link = upgrade.to(made -> this);
            if (link == null) {
                leave();
                return;
            }
        }
        over = last;
        if (bytes != null && link != null) {
            pass(link, bytes);
        }
        if (last && link != null && link.open()) {
            link.close(CloseCode.NORMAL, "");
        }
    }

    private void pass(Link to, Buffer bytes) {
        SocketMessage.each(bytes, message -> {
            switch (message) {
                case SocketMessage.Text(var payload) -> to.send(Bytes.of(payload));
                case SocketMessage.Binary(var payload) -> to.sendBinary(Bytes.of(payload));
                case SocketMessage.Close(var code, var reason) -> to.close(code == 0 ? CloseCode.NONE : code, reason);
            }
        });
        to.flush();
        to.whenWritable(() -> call().taken(bytes.length()));
    }

    @Override
    public void failed(GatewayError error) {
        if (over) {
            return;
        }
        over = true;
        if (link == null) {
            upgrade.never();
            request.answer(error);
        } else {
            boolean stopping = error.kind() == ErrorKind.SHUTTING_DOWN;
            link.close(stopping ? CloseCode.GOING_AWAY : CloseCode.INTERNAL, error.message());
        }
    }

    @Override
    public void message(boolean text, byte[] payload) {
        var bytes = Buffer.buffer(payload);
        call().send(text ? SocketMessage.text(bytes) : SocketMessage.binary(bytes));
        if (!call().writable() && link != null) {
            link.hold();
        }
    }

    @Override
    public int inFlight() {
        return 1;
    }

    /// A conversation in which nobody speaks.
    @Override
    public boolean quiet() {
        return true;
    }

    @Override
    public void lost(int code) {
        if (over) {
            return;
        }
        over = true;
        if (code == CloseCode.ABNORMAL) {
            call().cancel();
        } else {
            call().send(SocketMessage.close(code == CloseCode.NONE ? 0 : code, ""));
        }
    }
}
