package io.polygate.provider.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/// Takes the packing off an answer that a backend sent packed although it was asked not to (RFC 9110 §8.4.1), piece by
/// piece. Made for such an answer only, so that all others pay nothing.
final class Unpacker {

    /// What the bytes of one read may hold: a small one can hide a huge one.
    private static final int MAX_STEP = 32 * 1024 * 1024;

    private final ZlibDecoder decoder;
    private final EmbeddedChannel channel;

    private Unpacker(ZlibWrapper wrapper) {
        this.decoder = new JdkZlibDecoder(wrapper, false, MAX_STEP);
        this.channel = new EmbeddedChannel(decoder);
    }

    /// Null for an answer that is not packed.
    ///
    /// @throws io.polygate.model.GatewayException for a packing that is not known here
    static @Nullable Unpacker of(@Nullable String encoding) {
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return null;
        }
        if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
            return new Unpacker(ZlibWrapper.GZIP);
        }
        if (encoding.equalsIgnoreCase("deflate")) {
            return new Unpacker(ZlibWrapper.ZLIB_OR_NONE);
        }
        throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is packed in a way that nobody asked for")
                .asException();
    }

    /// What these bytes hold, as far as it is known; may be empty.
    ///
    /// @throws io.polygate.model.GatewayException when they are not what the head said
    Buffer unpack(Buffer packed) {
        var plain = Buffer.buffer();
        try {
            channel.writeInbound(((BufferInternal) packed).getByteBuf());
            for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
                plain.appendBuffer(BufferInternal.safeBuffer(bytes));
            }
        } catch (DecoderException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer cannot be unpacked")
                    .asException();
        }
        return plain;
    }

    /// Ends it.
    ///
    /// @return whether all came that was packed
    boolean end() {
        boolean whole = decoder.isClosed();
        channel.finishAndReleaseAll();
        return whole;
    }
}
