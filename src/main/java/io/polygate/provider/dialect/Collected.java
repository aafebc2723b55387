package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A body that is held whole, up to `limits.max-response`. One batch alone is not copied.
final class Collected {

    private final long maxBytes;
    private @Nullable Buffer whole;
    private boolean joined;
    private long firstByteNanos;

    Collected(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// @throws io.polygate.model.GatewayException when the body is larger than the limit
    void add(Buffer bytes) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        long length = (whole == null ? 0 : whole.length()) + (long) bytes.length();
        if (length > maxBytes) {
            var message = "the backend's answer is larger than " + maxBytes + " bytes (limits.max-response)";
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, message).asException();
        }
        if (whole == null) {
            whole = bytes;
            return;
        }
        if (!joined) {
            whole = Buffer.buffer((int) Math.min(Integer.MAX_VALUE - 64L, 2 * length))
                    .appendBuffer(whole);
            joined = true;
        }
        whole.appendBuffer(bytes);
    }

    /// When it began to come; 0 before.
    long firstByteNanos() {
        return firstByteNanos;
    }

    Buffer body() {
        return whole == null ? Buffer.buffer() : whole;
    }
}
