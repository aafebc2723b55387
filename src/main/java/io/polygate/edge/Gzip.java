package io.polygate.edge;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Gzip of whole bodies, bounded.
public final class Gzip {

    private static final int STEP = 16 * 1024;

    private Gzip() {}

    /// The unpacked bytes, or null when they are more than `max`: a small body can hide a huge one.
    ///
    /// @throws IOException when the bytes are not gzip or are cut short
    static @Nullable Buffer unpack(Buffer packed, long max) throws IOException {
        var out = Buffer.buffer(Math.max(STEP, packed.length() * 2));
        var step = new byte[STEP];
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()), STEP)) {
            for (int n = in.read(step); n >= 0; n = in.read(step)) {
                if (out.length() + (long) n > max) {
                    return null;
                }
                out.appendBytes(step, 0, n);
            }
        }
        return out;
    }

    /// The packed bytes.
    public static Buffer pack(Buffer plain) {
        var out = new ByteArrayOutputStream(plain.length() / 2 + 64);
        try (var gzip = new GZIPOutputStream(out, STEP)) {
            gzip.write(plain.getBytes());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
