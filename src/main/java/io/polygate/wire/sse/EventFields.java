package io.polygate.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields of the event that is being read; data lines are kept as offsets until the event is whole.
final class EventFields {

    private static final byte[] DATA = "data".getBytes(UTF_8);
    private static final byte[] EVENT = "event".getBytes(UTF_8);
    private static final byte[] ID = "id".getBytes(UTF_8);

    private String name = "";
    private @Nullable String id;
    private @Nullable String comment;
    private int[] lines = new int[2];
    private int used;

    /// Takes one line, without its end.
    void line(byte[] bytes, int from, int to) {
        if (bytes[from] == ':') {
            comment = text(bytes, from + 1, to);
            return;
        }
        var colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        var value = Math.min(colon + 1, to);
        if (value < to && bytes[value] == ' ') {
            value++;
        }
        if (isField(DATA, bytes, from, colon)) {
            addLine(value, to);
        } else if (isField(EVENT, bytes, from, colon)) {
            name = text(bytes, value, to);
        } else if (isField(ID, bytes, from, colon)) {
            var newId = text(bytes, value, to);
            id = newId.indexOf('\0') < 0 ? newId : id;
        }
    }

    private static boolean isField(byte[] field, byte[] bytes, int from, int to) {
        return field.length == to - from && Arrays.equals(field, 0, field.length, bytes, from, to);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }

    private void addLine(int from, int to) {
        if (used == lines.length) {
            lines = Arrays.copyOf(lines, used * 2);
        }
        lines[used++] = from;
        lines[used++] = to;
    }

    /// The bytes have moved by `distance`.
    void shift(int distance) {
        for (var i = 0; i < used; i++) {
            lines[i] += distance;
        }
    }

    boolean hasData() {
        return used > 0;
    }

    String name() {
        return name;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    String comment() {
        return comment;
    }

    /// The data: in place where it is one line, joined by line feeds where it is several.
    Bytes data(byte[] bytes) {
        if (used == 2) {
            return new Bytes(bytes, lines[0], lines[1]);
        }
        var size = used / 2 - 1;
        for (var i = 0; i < used; i += 2) {
            size += lines[i + 1] - lines[i];
        }
        var joined = new byte[size];
        var written = 0;
        for (var i = 0; i < used; i += 2) {
            if (i > 0) {
                joined[written++] = '\n';
            }
            System.arraycopy(bytes, lines[i], joined, written, lines[i + 1] - lines[i]);
            written += lines[i + 1] - lines[i];
        }
        return Bytes.of(joined);
    }

    void reset() {
        name = "";
        id = null;
        comment = null;
        used = 0;
        if (lines.length > 64) {
            lines = new int[2];
        }
    }
}
