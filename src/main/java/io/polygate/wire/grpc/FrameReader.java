package io.polygate.wire.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes, split anywhere, into gRPC frames. Holds at most one message of `max` bytes.
///
/// For one stream and one thread.
public final class FrameReader {

    /// What hears of each frame.
    public interface Listener {

        /// A message, unpacked.
        void message(Buffer message);

        /// gRPC-Web's last frame: lines of `name: value`.
        void trailers(String lines);
    }

    private final long max;
    private final boolean gzip;
    private final Listener listener;
    private @Nullable Buffer held;

    /// @param gzip whether a message may be packed
    public FrameReader(long max, boolean gzip, Listener listener) {
        this.max = max;
        this.gzip = gzip;
        this.listener = listener;
    }

    static GatewayError tooLarge(long max) {
        return GatewayError.of(ErrorKind.TOO_LARGE, "the message is larger than " + max + " bytes (max-message)");
    }

    /// @throws io.polygate.model.GatewayException for a message that is too large or cannot be unpacked
    public void push(Buffer chunk) {
        var bytes = joined(chunk);
        int at = 0;
        while (bytes.length() - at >= GrpcFrames.PREFIX) {
            long length = bytes.getUnsignedInt(at + 1);
            if (length > max) {
                throw tooLarge(max).asException();
            }
            int from = at + GrpcFrames.PREFIX;
            if (bytes.length() - from < length) {
                break;
            }
            int to = from + (int) length;
            frame(bytes.getByte(at), bytes.slice(from, to));
            at = to;
        }
        keep(bytes, at);
    }

    /// Whether the bytes so far end where a frame ends.
    public boolean atEnd() {
        return held == null;
    }

    private Buffer joined(Buffer chunk) {
        if (held == null) {
            return chunk;
        }
        return held.appendBuffer(chunk);
    }

    /// What is left of a chunk moves into a buffer of its own, with room for what is missing.
    private void keep(Buffer bytes, int from) {
        int rest = bytes.length() - from;
        if (rest == 0) {
            held = null;
        } else if (bytes != held || from > 0) {
            held = Buffer.buffer(Math.max(2 * rest, 256)).appendBuffer(bytes, from, rest);
        }
    }

    private void frame(byte flag, Buffer content) {
        if (flag == GrpcFrames.PLAIN) {
            listener.message(content);
        } else if (flag == GrpcFrames.PACKED && gzip) {
            listener.message(MessageGzip.unpack(content, max));
        } else if (flag == GrpcFrames.TRAILERS) {
            listener.trailers(content.toString());
        } else {
            var what = flag == GrpcFrames.PACKED
                    ? "a message is compressed without grpc-encoding (expected: grpc-encoding: gzip)"
                    : "a message has the flag " + (flag & 0xff) + " (expected: 0 or 1)";
            throw GatewayError.of(ErrorKind.BAD_REQUEST, what).asException();
        }
    }
}
