package io.polygate.wire.eventstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/// Cuts bytes, split anywhere, into frames and checks both checksums of each
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html describes the format): total length,
/// length of the headers, CRC-32 of these eight bytes, headers, payload, CRC-32 of everything before it.
///
/// For one stream and one thread. Damaged bytes are a [GatewayException] of the upstream.
public final class FrameParser {

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int MAX_HEADERS = 128 * 1024;

    private final int maxFrame;
    private final Consumer<Frame> handler;
    private byte[] held = new byte[0];
    private int length;

    /// @param maxFrame the most bytes that one frame may have
    public FrameParser(int maxFrame, Consumer<Frame> handler) {
        this.maxFrame = maxFrame;
        this.handler = handler;
    }

    public void push(Buffer chunk) {
        var bytes = Bytes.of(chunk);
        if (length == 0) {
            int used = parse(bytes.array(), bytes.from(), bytes.to());
            keep(bytes.array(), used, bytes.to());
        } else {
            keep(bytes.array(), bytes.from(), bytes.to());
            int used = parse(held, 0, length);
            System.arraycopy(held, used, held, 0, length - used);
            length -= used;
        }
    }

    /// Whether the bytes so far end between two frames.
    public boolean complete() {
        return length == 0;
    }

    private void keep(byte[] from, int start, int end) {
        int more = end - start;
        if (length + more > held.length) {
            held = Arrays.copyOf(held, Math.max(length + more, Math.min(2 * held.length, maxFrame)));
        }
        System.arraycopy(from, start, held, length, more);
        length += more;
    }

    /// Reads the whole frames and tells where the first one that is not whole begins.
    private int parse(byte[] bytes, int from, int to) {
        int at = from;
        while (to - at >= PRELUDE) {
            var prelude = ByteBuffer.wrap(bytes, at, PRELUDE);
            int total = prelude.getInt();
            int headers = prelude.getInt();
            check(bytes, at, 8, prelude.getInt());
            if (headers < 0 || headers > MAX_HEADERS || total < PRELUDE + headers + CHECKSUM) {
                throw damaged("impossible lengths");
            }
            if (total > maxFrame) {
                throw damaged("an event of more than " + maxFrame + " bytes");
            }
            if (to - at < total) {
                break;
            }
            int end = at + total - CHECKSUM;
            check(
                    bytes,
                    at,
                    total - CHECKSUM,
                    ByteBuffer.wrap(bytes, end, CHECKSUM).getInt());
            int payload = at + PRELUDE + headers;
            handler.accept(new Frame(headers(bytes, at + PRELUDE, headers), new Bytes(bytes, payload, end)));
            at += total;
        }
        return at;
    }

    private static void check(byte[] bytes, int from, int count, int expected) {
        var sum = new CRC32();
        sum.update(bytes, from, count);
        if ((int) sum.getValue() != expected) {
            throw damaged("a wrong checksum");
        }
    }

    private static Map<String, String> headers(byte[] bytes, int from, int count) {
        var headers = new HashMap<String, String>();
        var in = ByteBuffer.wrap(bytes, from, count);
        try {
            while (in.hasRemaining()) {
                var name = text(in, in.get() & 0xFF);
                headers.put(name, value(in));
            }
        } catch (BufferUnderflowException e) {
            throw damaged("headers that are cut short");
        }
        return headers;
    }

    private static String value(ByteBuffer in) {
        int type = in.get();
        return switch (type) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> Byte.toString(in.get());
            case 3 -> Short.toString(in.getShort());
            case 4 -> Integer.toString(in.getInt());
            case 5, 8 -> Long.toString(in.getLong());
            case 6 -> Base64.getEncoder().encodeToString(bytes(in, in.getShort() & 0xFFFF));
            case 7 -> text(in, in.getShort() & 0xFFFF);
            case 9 -> new UUID(in.getLong(), in.getLong()).toString();
            default -> throw damaged("a header of an unknown type");
        };
    }

    private static String text(ByteBuffer in, int count) {
        return new String(bytes(in, count), UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        var bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static GatewayException damaged(String how) {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream is damaged: " + how)
                .asException();
    }
}
