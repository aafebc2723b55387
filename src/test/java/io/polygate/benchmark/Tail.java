package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Remembers the last bytes of a body that passes by in pieces.
final class Tail {
    private final byte[] bytes;
    private int length;

    Tail(int capacity) {
        bytes = new byte[capacity];
    }

    void clear() {
        length = 0;
    }

    void add(ByteBuf in, int from, int count) {
        if (count >= bytes.length) {
            in.getBytes(from + count - bytes.length, bytes);
            length = bytes.length;
            return;
        }
        int keep = Math.min(length, bytes.length - count);
        System.arraycopy(bytes, length - keep, bytes, 0, keep);
        in.getBytes(from, bytes, keep, count);
        length = keep + count;
    }

    boolean endsWith(byte[] suffix) {
        if (length < suffix.length) return false;
        for (int i = 0; i < suffix.length; i++) {
            if (bytes[length - suffix.length + i] != suffix[i]) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
