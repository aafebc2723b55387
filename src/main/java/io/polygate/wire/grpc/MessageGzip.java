package io.polygate.wire.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Gzip of single messages, bounded: a small message can hide a huge one.
final class MessageGzip {

    private static final int STEP = 8 * 1024;

    private MessageGzip() {}

    static Buffer pack(Buffer plain) {
        var out = new ByteArrayOutputStream(plain.length() / 2 + 64);
        try (var gzip = new GZIPOutputStream(out, STEP)) {
            gzip.write(plain.getBytes());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /// @throws io.polygate.model.GatewayException when it is no gzip, or unpacks to more than `max` bytes
    static Buffer unpack(Buffer packed, long max) {
        var out = Buffer.buffer(Math.max(64, packed.length() * 2));
        var step = new byte[STEP];
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()), STEP)) {
            for (int n = in.read(step); n >= 0; n = in.read(step)) {
                if (out.length() + (long) n > max) {
                    throw FrameReader.tooLarge(max).asException();
                }
                out.appendBytes(step, 0, n);
            }
        } catch (IOException e) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "a compressed message is not valid gzip")
                    .asException();
        }
        return out;
    }
}
