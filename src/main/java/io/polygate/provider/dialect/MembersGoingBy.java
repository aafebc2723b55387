package io.polygate.provider.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/// Reads some members of JSON objects that go by in pieces of any size, alone or as the data of events, and keeps
/// nothing else of them: the rest may be an image of any size.
///
/// Only members of an outermost object count.
final class MembersGoingBy {

    private static final int KEPT = 8 * 1024;

    private final Set<String> wanted;
    private final Listener listener;
    private final byte[] kept = new byte[KEPT];
    private int length;
    private int depth;
    private int objects;
    private boolean list;
    private boolean inString;
    private boolean escaped;
    private Reading reading = Reading.NOTHING;
    private String name = "";

    /// What the bytes at hand belong to.
    private enum Reading {
        NOTHING,
        NAME,
        VALUE
    }

    /// Hears of the members.
    interface Listener {

        /// The value's bytes are the listener's only until it returns; there are none where they are too many.
        /// `objects` is how many objects the value holds, if it is an array.
        void member(String name, Bytes value, int objects);
    }

    MembersGoingBy(Set<String> wanted, Listener listener) {
        this.wanted = wanted;
        this.listener = listener;
    }

    void add(Buffer buffer) {
        var bytes = Bytes.of(buffer);
        for (int i = bytes.from(); i < bytes.to(); i++) {
            byte b = bytes.array()[i];
            if (inString && idle() && b != '"' && b != '\\') {
                escaped = false;
            } else if (inString) {
                inside(b);
            } else if (depth > 0 || b == '{') {
                outside(b);
            }
        }
    }

    private void inside(byte b) {
        if (b == '"' && !escaped) {
            inString = false;
            if (reading == Reading.NAME) {
                return;
            }
        }
        escaped = b == '\\' && !escaped;
        keep(b);
    }

    private void outside(byte b) {
        switch (b) {
            case '"' -> begin(b);
            case '{', '[' -> open(b);
            case '}', ']' -> close(b);
            case ':' -> named(b);
            case ',' -> next(b);
            default -> keep(b);
        }
    }

    private void begin(byte b) {
        inString = true;
        if (reading != Reading.NAME) {
            keep(b);
        }
    }

    private void open(byte b) {
        depth++;
        if (depth == 1) {
            expect();
            return;
        }
        if (depth == 2) {
            list = b == '[';
        } else if (depth == 3 && list && b == '{') {
            objects++;
        }
        keep(b);
    }

    private void close(byte b) {
        if (depth == 1) {
            told();
            reading = Reading.NOTHING;
        } else {
            keep(b);
        }
        depth--;
    }

    private void named(byte b) {
        if (depth > 1 || reading != Reading.NAME) {
            keep(b);
            return;
        }
        name = length > KEPT ? "" : new String(kept, 0, length, UTF_8).strip();
        reading = wanted.contains(name) ? Reading.VALUE : Reading.NOTHING;
        length = 0;
        objects = 0;
    }

    private void next(byte b) {
        if (depth > 1) {
            keep(b);
            return;
        }
        told();
        expect();
    }

    private void expect() {
        reading = Reading.NAME;
        length = 0;
    }

    private void told() {
        if (reading == Reading.VALUE) {
            listener.member(name, new Bytes(kept, 0, length > KEPT ? 0 : length), objects);
        }
    }

    private boolean idle() {
        return reading == Reading.NOTHING || length > KEPT;
    }

    /// One more than fits is remembered as too much.
    private void keep(byte b) {
        if (idle()) {
            return;
        }
        if (length < KEPT) {
            kept[length] = b;
        }
        length++;
    }
}
