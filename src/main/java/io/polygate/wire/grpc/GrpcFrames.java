package io.polygate.wire.grpc;

import io.vertx.core.buffer.Buffer;

/// Messages with their five bytes of prefix (gRPC over HTTP/2, Length-Prefixed-Message): a flag and a length.
public final class GrpcFrames {

    public static final int PREFIX = 5;
    public static final byte PLAIN = 0;
    public static final byte PACKED = 1;

    /// gRPC-Web's flag of the last frame, which holds the trailers as lines of text.
    public static final byte TRAILERS = (byte) 0x80;

    private GrpcFrames() {}

    public static Buffer message(byte[] bytes) {
        return prefix(PLAIN, bytes.length).appendBytes(bytes);
    }

    public static Buffer message(Buffer message) {
        return frame(PLAIN, message);
    }

    /// A message that is gzipped where that makes it smaller.
    public static Buffer packed(Buffer message) {
        var packed = MessageGzip.pack(message);
        return packed.length() < message.length() ? frame(PACKED, packed) : message(message);
    }

    public static Buffer frame(byte flag, Buffer content) {
        return prefix(flag, content.length()).appendBuffer(content);
    }

    private static Buffer prefix(byte flag, int length) {
        return Buffer.buffer(PREFIX + length).appendByte(flag).appendInt(length);
    }
}
