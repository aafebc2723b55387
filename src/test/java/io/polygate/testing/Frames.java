package io.polygate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.zip.CRC32;

/// Writes AWS's event streams, without any code of the product.
public final class Frames {

    public static final String TYPE = "application/vnd.amazon.eventstream";

    private Frames() {}

    public static Buffer event(String type, String payload) {
        return frame(payload, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static Buffer exception(String type, String payload) {
        return frame(
                payload, ":exception-type", type, ":content-type", "application/json", ":message-type", "exception");
    }

    /// An event of InvokeModel's stream.
    public static Buffer chunk(String inner) {
        return event(
                "chunk",
                "{\"bytes\":\"" + Base64.getEncoder().encodeToString(inner.getBytes(UTF_8)) + "\",\"p\":\"ab\"}");
    }

    public static Buffer frame(String payload, String... headers) {
        var head = Buffer.buffer();
        for (int i = 0; i < headers.length; i += 2) {
            var name = headers[i].getBytes(UTF_8);
            var value = headers[i + 1].getBytes(UTF_8);
            head.appendByte((byte) name.length).appendBytes(name).appendByte((byte) 7);
            head.appendUnsignedShort(value.length).appendBytes(value);
        }
        var body = payload.getBytes(UTF_8);
        var frame = Buffer.buffer().appendInt(16 + head.length() + body.length).appendInt(head.length());
        frame.appendInt(checksum(frame)).appendBuffer(head).appendBytes(body);
        return frame.appendInt(checksum(frame));
    }

    private static int checksum(Buffer bytes) {
        var sum = new CRC32();
        sum.update(bytes.getBytes());
        return (int) sum.getValue();
    }
}
