package io.polygate.door.websocket;

import io.polygate.bus.AnswerWriter;
import io.polygate.model.Head;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection of another node that hears a resumable answer over the bus, and what it says back.
///
/// To there: the head, then each message with its length before it; a frame that is not a message asks to be answered
/// when the client has taken all that came before. From there: [#CANCEL] and those answers, [#TAKEN].
final class FarListener implements ResumableCall.Listener {

    static final Buffer CANCEL = Buffer.buffer("cancel");
    static final Buffer TAKEN = Buffer.buffer("taken");

    private static final Head HEAD = new Head(200, List.of());
    private static final Buffer ASK = GrpcFrames.frame(GrpcFrames.TRAILERS, Buffer.buffer());

    private final ContextInternal context;
    private final AnswerWriter answer;
    private final Deque<Runnable> confirming = new ArrayDeque<>(2);
    private @Nullable Runnable waiting;
    private boolean begun;

    FarListener(ContextInternal context, AnswerWriter answer) {
        this.context = context;
        this.answer = answer;
        answer.onDrain(this::drained);
    }

    /// Listens to what the other node says of `call`.
    void hear(ResumableCall call) {
        answer.onCancel(reason -> call.leave(answer));
        answer.onData(said -> {
            answer.taken(said.length());
            if (said.equals(CANCEL)) {
                call.cancel();
            } else if (!confirming.isEmpty()) {
                confirming.removeFirst().run();
            }
        });
    }

    @Override
    public ContextInternal context() {
        return context;
    }

    @Override
    public Object connection() {
        return answer;
    }

    @Override
    public void send(Bytes message) {
        part(GrpcFrames.message(message.toBuffer()), false);
    }

    /// The bus sends what a turn of the loop brought.
    @Override
    public void flush() {}

    /// One waits at a time: the answer's next piece.
    @Override
    public void whenWritable(Runnable action) {
        if (answer.writable()) {
            action.run();
        } else {
            waiting = action;
        }
    }

    private void drained() {
        var action = waiting;
        waiting = null;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void confirm(Runnable then) {
        confirming.add(then);
        part(ASK, false);
    }

    @Override
    public void over() {
        part(null, true);
    }

    private void part(@Nullable Buffer bytes, boolean last) {
        answer.part(begun ? null : HEAD, bytes, last);
        begun = true;
    }
}
