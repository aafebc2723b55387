package io.polygate.wire.eventstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;

/// Writes frames as [FrameParser] reads them.
public final class FrameWriter {

    private static final int TEXT = 7;
    private static final int AROUND = 16;

    private FrameWriter() {}

    /// An exception, which is the last that a stream says. `payload` is JSON.
    public static Buffer exception(String type, Buffer payload) {
        var headers = Buffer.buffer();
        header(":exception-type", type, headers);
        header(":content-type", "application/json", headers);
        header(":message-type", "exception", headers);
        var frame = Buffer.buffer(AROUND + headers.length() + payload.length());
        frame.appendInt(AROUND + headers.length() + payload.length()).appendInt(headers.length());
        frame.appendInt(checksum(frame)).appendBuffer(headers).appendBuffer(payload);
        return frame.appendInt(checksum(frame));
    }

    private static void header(String name, String value, Buffer to) {
        to.appendByte((byte) name.length()).appendString(name).appendByte((byte) TEXT);
        var bytes = value.getBytes(UTF_8);
        to.appendUnsignedShort(bytes.length).appendBytes(bytes);
    }

    private static int checksum(Buffer bytes) {
        var sum = new CRC32();
        sum.update(bytes.getBytes());
        return (int) sum.getValue();
    }
}
