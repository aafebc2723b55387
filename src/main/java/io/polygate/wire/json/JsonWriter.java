package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes compact JSON into a growing array, member by member in the order of the calls: same calls, same bytes.
///
/// Commas are its business, matching brackets are the caller's. `null` passed as a field's value leaves the field out.
/// Escapes only what must be (quote, backslash, controls, lone surrogates). Not thread-safe.
public final class JsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private static final int SLICE = 2048;
    private static final int LONG_TEXT = 64;

    private byte[] bytes;
    private int length;
    private boolean comma;
    private final boolean oneLine;

    public JsonWriter() {
        this(512);
    }

    public JsonWriter(int capacity) {
        this(capacity, false);
    }

    private JsonWriter(int capacity, boolean oneLine) {
        this.bytes = new byte[capacity];
        this.oneLine = oneLine;
    }

    /// A writer whose texts hold no line break: those in raw JSON, which are white space, become spaces.
    public static JsonWriter oneLine() {
        return new JsonWriter(512, true);
    }

    /// A string as a JSON text.
    public static String quote(String value) {
        return new JsonWriter(value.length() + 16).value(value).toString();
    }

    public JsonWriter object() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter array() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    public JsonWriter name(String name) {
        separate();
        string(name);
        put(':');
        comma = false;
        return this;
    }

    public JsonWriter value(String value) {
        separate();
        string(value);
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        ascii(Long.toString(value));
        return this;
    }

    public JsonWriter value(boolean value) {
        separate();
        ascii(value ? "true" : "false");
        return this;
    }

    public JsonWriter nullValue() {
        separate();
        ascii("null");
        return this;
    }

    /// Any JSON text, taken as it is.
    public JsonWriter raw(String json) {
        separate();
        var text = json.getBytes(UTF_8);
        append(text, 0, text.length);
        return this;
    }

    /// Any JSON value, byte for byte.
    public JsonWriter raw(Json json) {
        separate();
        json.appendTo(this);
        return this;
    }

    public JsonWriter field(String name, @Nullable String value) {
        return value == null ? this : name(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, @Nullable Long value) {
        return value == null ? this : name(name).value(value.longValue());
    }

    public JsonWriter field(String name, @Nullable Integer value) {
        return value == null ? this : name(name).value(value.longValue());
    }

    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, @Nullable Boolean value) {
        return value == null ? this : name(name).value(value.booleanValue());
    }

    public JsonWriter rawField(String name, @Nullable String json) {
        return json == null ? this : name(name).raw(json);
    }

    /// Bytes that are no JSON (the framing of an event stream); the next value begins without a comma.
    public JsonWriter framing(String ascii) {
        ascii(ascii);
        comma = false;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// The text so far, without a copy: the writer must not be used afterwards.
    public Buffer toBuffer() {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, UTF_8);
    }

    void append(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        var start = length;
        length += to - from;
        for (var i = start; oneLine && i < length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
    }

    private JsonWriter open(char bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    /// Room is made for the worst case of a slice at a time, so that a long prompt doesn't ask for six times its size.
    private void string(String value) {
        put('"');
        var i = value.length() < LONG_TEXT ? 0 : plain(value);
        while (i < value.length()) {
            var end = Math.min(value.length(), i + SLICE);
            ensure((end - i) * 6L + 6);
            i = slice(value, i, end);
        }
        put('"');
    }

    /// Writes a long text of nothing but ASCII in whole runs; how many of its characters were written, none where it is
    /// another. Half a pair becomes a question mark in bytes, so it is seen whether they still say the same.
    private int plain(String value) {
        var text = value.getBytes(UTF_8);
        if (text.length != value.length() || !value.equals(new String(text, ISO_8859_1))) {
            return 0;
        }
        var from = 0;
        while (true) {
            var to = JsonLexer.plain(text, from, text.length);
            append(text, from, to);
            if (to == text.length) {
                return to;
            }
            ensure(6);
            length = escape(bytes, length, (char) text[to]);
            from = to + 1;
        }
    }

    /// Writes the characters from `start` to `end`, one more where that is the second half of a pair.
    private int slice(String value, int start, int end) {
        var out = bytes;
        var p = length;
        var i = start;
        for (; i < end; i++) {
            var c = value.charAt(i);
            if (c < 0x80) {
                if (c >= ' ' && c != '"' && c != '\\') {
                    out[p++] = (byte) c;
                } else {
                    p = escape(out, p, c);
                }
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                p = supplementary(out, p, Character.toCodePoint(c, value.charAt(++i)));
            } else {
                p = nonAscii(out, p, c);
            }
        }
        length = p;
        return i;
    }

    private static int escape(byte[] out, int at, char c) {
        var p = at;
        out[p++] = '\\';
        switch (c) {
            case '"', '\\' -> out[p++] = (byte) c;
            case '\n' -> out[p++] = 'n';
            case '\r' -> out[p++] = 'r';
            case '\t' -> out[p++] = 't';
            case '\b' -> out[p++] = 'b';
            case '\f' -> out[p++] = 'f';
            default -> p = hex(out, p, c);
        }
        return p;
    }

    private static int hex(byte[] out, int at, char c) {
        var p = at;
        out[p++] = 'u';
        for (var shift = 12; shift >= 0; shift -= 4) {
            out[p++] = HEX[c >> shift & 15];
        }
        return p;
    }

    private static int nonAscii(byte[] out, int at, char c) {
        var p = at;
        if (c < 0x800) {
            out[p++] = (byte) (0xC0 | c >> 6);
        } else if (Character.isSurrogate(c)) {
            out[p++] = '\\';
            return hex(out, p, c);
        } else {
            out[p++] = (byte) (0xE0 | c >> 12);
            out[p++] = (byte) (0x80 | c >> 6 & 0x3F);
        }
        out[p++] = (byte) (0x80 | c & 0x3F);
        return p;
    }

    private static int supplementary(byte[] out, int at, int codePoint) {
        out[at] = (byte) (0xF0 | codePoint >> 18);
        out[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        out[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        out[at + 3] = (byte) (0x80 | codePoint & 0x3F);
        return at + 4;
    }

    private void ascii(String text) {
        ensure(text.length());
        for (var i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    private void ensure(long more) {
        var needed = length + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalStateException("a JSON text of more than 2 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, bytes.length * 2L)));
        }
    }
}
