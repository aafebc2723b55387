package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Within a JVM: each part is a message, passed by reference.
record DirectOutbox(Vertx vertx, String door, long stream) implements Outbox {

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        vertx.eventBus().send(door, new Frame.Part(stream, head, bytes, last), FrameCodec.LOCAL);
    }

    @Override
    public void failed(GatewayError error) {
        vertx.eventBus().send(door, new Frame.Failed(stream, error), FrameCodec.LOCAL);
    }

    @Override
    public void credit(int bytes) {
        vertx.eventBus().send(door, new Frame.Credit(stream, bytes), FrameCodec.LOCAL);
    }
}
