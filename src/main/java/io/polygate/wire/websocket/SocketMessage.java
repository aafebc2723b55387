package io.polygate.wire.websocket;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A whole message of a WebSocket, or the word that one is closed, in a stream of bytes: its kind in one byte, its
/// length in four, its payload. A close has the code in two bytes, 0 for none, and the reason.
public sealed interface SocketMessage {

    /// A payload in UTF-8.
    record Text(Buffer payload) implements SocketMessage {}

    record Binary(Buffer payload) implements SocketMessage {}

    /// @param code 0 where none was named
    record Close(int code, String reason) implements SocketMessage {}

    int HEADER = 5;

    /// The bytes of a text message.
    static Buffer text(Buffer payload) {
        return encode(1, payload);
    }

    static Buffer binary(Buffer payload) {
        return encode(2, payload);
    }

    static Buffer close(int code, String reason) {
        var payload = Buffer.buffer().appendUnsignedShort(code);
        return encode(8, payload.appendBytes(reason.getBytes(StandardCharsets.UTF_8)));
    }

    private static Buffer encode(int kind, Buffer payload) {
        return Buffer.buffer(HEADER + payload.length())
                .appendByte((byte) kind)
                .appendInt(payload.length())
                .appendBuffer(payload);
    }

    /// Hands out the messages of bytes that hold whole ones.
    static void each(Buffer bytes, Consumer<SocketMessage> handler) {
        for (int at = 0; at < bytes.length(); ) {
            int kind = bytes.getByte(at);
            int end = at + HEADER + bytes.getInt(at + 1);
            handler.accept(decode(kind, bytes.getBuffer(at + HEADER, end)));
            at = end;
        }
    }

    private static SocketMessage decode(int kind, Buffer payload) {
        return switch (kind) {
            case 1 -> new Text(payload);
            case 2 -> new Binary(payload);
            case 8 -> new Close(payload.getUnsignedShort(0), payload.getString(2, payload.length()));
            default -> throw new IllegalStateException("a message of another version came over the bus");
        };
    }
}
