package io.polygate.wire.gemini;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a JSON array of objects into its objects while it arrives, however it is split. Objects that follow each other
/// without an array are taken too. An object may be at most `maxBytes` long. For one stream and one thread.
final class JsonItems {

    private static final byte[] EMPTY = {};

    private final int maxBytes;
    private final Consumer<Bytes> handler;
    private byte[] held = EMPTY;
    private int length;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private byte between;

    JsonItems(int maxBytes, Consumer<Bytes> handler) {
        this.maxBytes = maxBytes;
        this.handler = handler;
    }

    /// Takes the next bytes, which must not change any more.
    void push(Bytes chunk) {
        var bytes = chunk.array();
        var start = depth > 0 ? chunk.from() : -1;
        for (var i = chunk.from(); i < chunk.to(); i++) {
            var b = bytes[i];
            if (inString) {
                inString = escaped || b != '"';
                escaped = !escaped && b == '\\';
            } else if (b == '"') {
                inString = depth > 0;
            } else if (b == '{' || (b == '[' && depth > 0)) {
                start = depth == 0 ? i : start;
                depth++;
            } else if ((b == '}' || b == ']') && depth > 0) {
                depth--;
                if (depth == 0) {
                    item(bytes, start, i + 1);
                    start = -1;
                    between = b;
                }
            } else if (depth == 0 && (b == '[' || b == ',' || b == ']')) {
                between = b;
            }
        }
        if (depth > 0) {
            hold(bytes, start, chunk.to());
        }
    }

    /// How many of the bytes that came belong to an item that is not whole yet.
    int unfinished() {
        return depth > 0 ? length : 0;
    }

    /// What the last whole item is followed by: `}` is nothing yet, `]` the array's end, `[` that there is no item.
    byte between() {
        return between;
    }

    private void item(byte[] bytes, int from, int to) {
        if (length == 0) {
            check(to - from);
            handler.accept(new Bytes(bytes, from, to));
            return;
        }
        hold(bytes, from, to);
        var whole = new Bytes(held, 0, length);
        held = EMPTY;
        length = 0;
        handler.accept(whole);
    }

    private void hold(byte[] bytes, int from, int to) {
        var needed = length + (to - from);
        check(needed);
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.max(needed, Math.max(256, held.length * 2)));
        }
        System.arraycopy(bytes, from, held, length, to - from);
        length = needed;
    }

    private void check(int size) {
        if (size > maxBytes) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "an item of the upstream's stream is larger than " + maxBytes + " bytes")
                    .asException();
        }
    }
}
