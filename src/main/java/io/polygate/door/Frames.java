package io.polygate.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.polygate.wire.json.Bytes;
import java.nio.charset.StandardCharsets;

/// Writes a server's frames: whole, unmasked (RFC 6455 §5.1).
final class Frames {

    private static final int MAX_REASON = 123;

    private Frames() {}

    static ByteBuf frame(ByteBufAllocator allocator, int opcode, Bytes payload) {
        int length = payload.length();
        var frame = allocator.buffer(length + 10);
        frame.writeByte(0x80 | opcode);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length < 65_536) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
        return frame.writeBytes(payload.array(), payload.from(), length);
    }

    /// A close frame; without a code for [CloseCode#NONE].
    static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        if (code == CloseCode.NONE) {
            return frame(allocator, Opcode.CLOSE, Bytes.of(new byte[0]));
        }
        var text = reason.getBytes(StandardCharsets.UTF_8);
        int length = text.length;
        for (int cut = MAX_REASON; length > MAX_REASON; cut--) {
            length = (text[cut] & 0xC0) == 0x80 ? length : cut;
        }
        var payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return frame(allocator, Opcode.CLOSE, Bytes.of(payload));
    }
}
