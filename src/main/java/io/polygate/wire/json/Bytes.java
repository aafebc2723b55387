package io.polygate.wire.json;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/// A byte range of an array that nobody changes any more.
public record Bytes(byte[] array, int from, int to) {

    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /// The bytes of a buffer: its own array where it has one, else a copy. The buffer must not be written afterwards.
    public static Bytes of(Buffer buffer) {
        if (buffer instanceof BufferInternal internal) {
            var bytes = internal.getByteBuf();
            if (bytes.hasArray()) {
                var start = bytes.arrayOffset() + bytes.readerIndex();
                return new Bytes(bytes.array(), start, start + bytes.readableBytes());
            }
        }
        return of(buffer.getBytes());
    }

    /// The same bytes as a buffer, without a copy.
    public Buffer toBuffer() {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(array, from, length()));
    }

    public int length() {
        return to - from;
    }
}
