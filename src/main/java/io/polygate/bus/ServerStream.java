package io.polygate.bus;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call's answer on routing's side: counts the door's credit and ends exactly once.
final class ServerStream implements AnswerWriter {

    private static final GatewayError LEFT = GatewayError.of(ErrorKind.CLIENT_CLOSED, "the caller left");

    private final long id;
    private final String door;
    private final boolean remote;
    private final int window;
    private final Outbox outbox;
    private final Consumer<ServerStream> ended;
    private int credit;
    private boolean done;
    private @Nullable Runnable drain;
    private @Nullable Consumer<GatewayError> cancel;
    private @Nullable Consumer<Buffer> data;
    private int taken;

    ServerStream(Frame.Open open, Outbox outbox, Consumer<ServerStream> ended) {
        this.id = open.stream();
        this.door = open.from();
        this.remote = open.remote();
        this.window = open.credit();
        this.outbox = outbox;
        this.ended = ended;
        this.credit = window;
    }

    long id() {
        return id;
    }

    /// The door's address.
    String door() {
        return door;
    }

    /// Whether the door is on another node.
    boolean remote() {
        return remote;
    }

    boolean isFrom(String address) {
        return remote && door.equals(address);
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (done) {
            return;
        }
        if (bytes != null) {
            credit -= bytes.length();
        }
        if (last) {
            end();
        }
        outbox.part(head, bytes, last);
    }

    @Override
    public void fail(GatewayError error) {
        if (done) {
            return;
        }
        end();
        outbox.failed(error);
    }

    @Override
    public boolean writable() {
        return credit > 0;
    }

    @Override
    public void onDrain(Runnable handler) {
        drain = handler;
    }

    @Override
    public void onCancel(Consumer<GatewayError> handler) {
        cancel = handler;
    }

    @Override
    public void onData(Consumer<Buffer> handler) {
        data = handler;
    }

    /// In halves of the window, as the door does.
    @Override
    public void taken(int bytes) {
        taken += bytes;
        if (!done && taken >= window / 2) {
            outbox.credit(taken);
            taken = 0;
        }
    }

    void heard(Buffer bytes) {
        if (!done && data != null) {
            data.accept(bytes);
        }
    }

    void credited(int bytes) {
        boolean wasDry = credit <= 0;
        credit += bytes;
        if (wasDry && credit > 0 && drain != null && !done) {
            drain.run();
        }
    }

    void cancelled() {
        cancelled(LEFT);
    }

    private void cancelled(GatewayError reason) {
        if (done) {
            return;
        }
        end();
        if (cancel != null) {
            cancel.accept(reason);
        }
    }

    /// Ends the call from our side: the door gets the error, the backend is let go.
    void abort(GatewayError error) {
        if (!done) {
            outbox.failed(error);
            cancelled(error);
        }
    }

    private void end() {
        done = true;
        ended.accept(this);
    }
}
