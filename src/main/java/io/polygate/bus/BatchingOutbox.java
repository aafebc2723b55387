package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Across nodes: what comes up in one turn of the event loop leaves as one message, since a message costs microseconds
/// there whatever its size.
final class BatchingOutbox implements Outbox {

    private final Vertx vertx;
    private final Context context;
    private final String door;
    private final long stream;
    private @Nullable Head head;
    private @Nullable Buffer bytes;
    private boolean last;
    private boolean scheduled;

    BatchingOutbox(Vertx vertx, Context context, String door, long stream) {
        this.vertx = vertx;
        this.context = context;
        this.door = door;
        this.stream = stream;
    }

    @Override
    public void part(@Nullable Head partHead, @Nullable Buffer partBytes, boolean partLast) {
        head = partHead == null ? head : partHead;
        last |= partLast;
        if (partBytes != null) {
            bytes = bytes == null
                    ? partBytes
                    : Buffer.buffer().appendBuffer(bytes).appendBuffer(partBytes);
        }
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(v -> flush());
        }
    }

    @Override
    public void failed(GatewayError error) {
        flush();
        vertx.eventBus().send(door, new Frame.Failed(stream, error), FrameCodec.REMOTE);
    }

    @Override
    public void credit(int credited) {
        vertx.eventBus().send(door, new Frame.Credit(stream, credited), FrameCodec.REMOTE);
    }

    private void flush() {
        scheduled = false;
        if (head == null && bytes == null && !last) {
            return;
        }
        vertx.eventBus().send(door, new Frame.Part(stream, head, bytes, last), FrameCodec.REMOTE);
        head = null;
        bytes = null;
        last = false;
    }
}
