package io.polygate.door;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Reads a client's frames (RFC 6455 §5) from bytes, however they are split, and puts messages together.
///
/// Whatever the RFC forbids ends the reading with a close code: nothing after it is read. A message is refused by the
/// length that its frames declare, before its bytes are taken in; memory grows with what came, never with what was
/// announced. Between two messages a decoder holds no buffer.
final class FrameDecoder {

    private static final byte[] NOTHING = {};
    private static final int FIRST_PIECE = 4 * 1024;
    private static final int MAX_CONTROL = 125;
    private static final int MAX_HEADER = 14;

    /// Hears what was read.
    interface Handler {

        void message(boolean text, byte[] payload);

        void ping(byte[] payload);

        void pong(byte[] payload);

        /// The client's close frame; [CloseCode#NONE] where it names no code.
        void close(int code);

        /// The client broke a rule; nothing more is read.
        void failed(int code, String reason);
    }

    private final Handler handler;
    private final int maxMessage;
    private final Utf8Check utf8 = new Utf8Check();

    private final byte[] header = new byte[MAX_HEADER];
    private int headerLength;
    private boolean inPayload;
    private boolean stopped;

    private boolean last;
    private int opcode;
    private int frameLeft;
    private int maskAt;
    private int mask;

    /// Of the message that is being put together, 0 between two messages.
    private int messageOpcode;

    private byte[] message = NOTHING;
    private int messageLength;
    private byte[] control = NOTHING;
    private int controlLength;

    FrameDecoder(int maxMessage, Handler handler) {
        this.maxMessage = maxMessage;
        this.handler = handler;
    }

    /// Takes what came; every frame that it completes is handed out.
    void push(ByteBuf bytes) {
        while (!stopped && (bytes.isReadable() || inPayload && frameLeft == 0)) {
            if (inPayload) {
                payload(bytes);
            } else {
                header(bytes);
            }
        }
    }

    /// Reads no more.
    void stop() {
        stopped = true;
        message = NOTHING;
        control = NOTHING;
    }

    private void header(ByteBuf bytes) {
        header[headerLength++] = bytes.readByte();
        if (headerLength == 1) {
            first(header[0] & 0xFF);
        } else if (headerLength == 2) {
            second(header[1] & 0xFF);
        }
        if (!stopped && headerLength >= 2 && headerLength == headerSize()) {
            begin();
        }
    }

    private int headerSize() {
        int length = header[1] & 0x7F;
        return 2 + (length == 127 ? 8 : length == 126 ? 2 : 0) + 4;
    }

    private void first(int b) {
        last = (b & 0x80) != 0;
        opcode = b & 0x0F;
        if ((b & 0x70) != 0) {
            fail(CloseCode.PROTOCOL_ERROR, "a reserved bit is set");
        } else if (!Opcode.known(opcode)) {
            fail(CloseCode.PROTOCOL_ERROR, "opcode " + opcode + " is reserved");
        } else if (Opcode.control(opcode)) {
            if (!last) {
                fail(CloseCode.PROTOCOL_ERROR, "a control frame is fragmented");
            }
        } else if (opcode == Opcode.CONTINUATION && messageOpcode == 0) {
            fail(CloseCode.PROTOCOL_ERROR, "a continuation without a beginning");
        } else if (opcode != Opcode.CONTINUATION && messageOpcode != 0) {
            fail(CloseCode.PROTOCOL_ERROR, "a new message within a fragmented one");
        }
    }

    private void second(int b) {
        if ((b & 0x80) == 0) {
            fail(CloseCode.PROTOCOL_ERROR, "a client's frame is not masked");
        } else if (Opcode.control(opcode) && (b & 0x7F) > MAX_CONTROL) {
            fail(CloseCode.PROTOCOL_ERROR, "a control frame is longer than 125 bytes");
        }
    }

    private void begin() {
        int short7 = header[1] & 0x7F;
        long length = short7 < 126 ? short7 : big(2, short7 == 126 ? 2 : 8);
        if (length < 0 || short7 == 126 && length < 126 || short7 == 127 && length < 65_536) {
            fail(CloseCode.PROTOCOL_ERROR, "a frame's length is not written as it must be");
            return;
        }
        if (!Opcode.control(opcode) && messageLength + length > maxMessage) {
            fail(CloseCode.TOO_BIG, "the message is larger than " + maxMessage + " bytes (websocket.max-message)");
            return;
        }
        mask = (int) big(headerLength - 4, 4);
        maskAt = 0;
        headerLength = 0;
        frameLeft = (int) length;
        inPayload = true;
        if (Opcode.control(opcode)) {
            control = frameLeft == 0 ? NOTHING : new byte[frameLeft];
            controlLength = 0;
        } else if (opcode != Opcode.CONTINUATION) {
            messageOpcode = opcode;
            utf8.reset();
        }
    }

    private long big(int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            value = value << 8 | header[i] & 0xFF;
        }
        return value;
    }

    private void payload(ByteBuf bytes) {
        int count = Math.min(frameLeft, bytes.readableBytes());
        frameLeft -= count;
        if (Opcode.control(opcode)) {
            unmask(bytes, control, controlLength, count);
            controlLength += count;
        } else {
            makeRoom(count);
            unmask(bytes, message, messageLength, count);
            int from = messageLength;
            messageLength += count;
            if (messageOpcode == Opcode.TEXT && !utf8.accept(message, from, messageLength)) {
                fail(CloseCode.BAD_DATA, "a text is not valid UTF-8");
                return;
            }
        }
        if (frameLeft == 0) {
            inPayload = false;
            end();
        }
    }

    private void makeRoom(int count) {
        int needed = messageLength + count;
        if (needed > message.length) {
            int whole = last ? needed + frameLeft : Integer.MAX_VALUE;
            int grown = Math.max(needed, Math.max(FIRST_PIECE, (int) Math.min(maxMessage, message.length * 2L)));
            message = Arrays.copyOf(message, Math.min(whole, grown));
        }
    }

    private void unmask(ByteBuf from, byte[] to, int at, int count) {
        from.readBytes(to, at, count);
        for (int i = at; i < at + count; i++) {
            to[i] ^= (byte) (mask >>> (24 - 8 * (maskAt++ & 3)));
        }
    }

    private void end() {
        switch (opcode) {
            case Opcode.PING -> handler.ping(control);
            case Opcode.PONG -> handler.pong(control);
            case Opcode.CLOSE -> closeFrame();
            default -> {
                if (last) {
                    message();
                }
            }
        }
    }

    private void message() {
        boolean text = messageOpcode == Opcode.TEXT;
        if (text && !utf8.complete()) {
            fail(CloseCode.BAD_DATA, "a text ends within a character");
            return;
        }
        var whole = messageLength == message.length ? message : Arrays.copyOf(message, messageLength);
        message = NOTHING;
        messageLength = 0;
        messageOpcode = 0;
        handler.message(text, whole);
    }

    private void closeFrame() {
        if (control.length == 0) {
            stop();
            handler.close(CloseCode.NONE);
            return;
        }
        int code = control.length < 2 ? 0 : (control[0] & 0xFF) << 8 | control[1] & 0xFF;
        var reason = new Utf8Check();
        if (!CloseCode.valid(code)) {
            fail(CloseCode.PROTOCOL_ERROR, "the close code may not be sent");
        } else if (!reason.accept(control, 2, control.length) || !reason.complete()) {
            fail(CloseCode.BAD_DATA, "the close reason is not valid UTF-8");
        } else {
            stop();
            handler.close(code);
        }
    }

    private void fail(int code, String reason) {
        stop();
        handler.failed(code, reason);
    }
}
