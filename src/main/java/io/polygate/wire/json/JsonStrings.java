package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Decodes the inside of a JSON string that a scanner has already found to be well-formed.
final class JsonStrings {

    private static final int UNICODE = 6;

    private JsonStrings() {}

    /// The characters of `text[start, end)` (without the quotes). A lone surrogate escape stays a lone surrogate.
    static String decode(byte[] text, int start, int end) {
        var escape = JsonLexer.backslash(text, start, end);
        return escape < 0 ? new String(text, start, end - start, UTF_8) : unescaped(text, start, end, escape);
    }

    private static String unescaped(byte[] text, int start, int end, int first) {
        // No escape is shorter than the character that it says.
        var out = new byte[end - start];
        var length = 0;
        var plain = start;
        for (var escape = first; escape >= 0; ) {
            System.arraycopy(text, plain, out, length, escape - plain);
            length += escape - plain;
            if (text[escape + 1] != 'u') {
                out[length++] = (byte) named(text[escape + 1]);
                plain = escape + 2;
            } else {
                var c = codePoint(text, escape, end);
                if (Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)) {
                    return withLoneSurrogates(text, start, end);
                }
                length = utf8(out, length, c);
                plain = escape + (Character.isBmpCodePoint(c) ? UNICODE : 2 * UNICODE);
            }
            escape = JsonLexer.backslash(text, plain, end);
        }
        System.arraycopy(text, plain, out, length, end - plain);
        return new String(out, 0, length + end - plain, UTF_8);
    }

    /// UTF-8 has no word for half a pair.
    private static String withLoneSurrogates(byte[] text, int start, int end) {
        var decoded = new StringBuilder(end - start);
        var plain = start;
        for (var escape = JsonLexer.backslash(text, start, end); escape >= 0; ) {
            decoded.append(new String(text, plain, escape - plain, UTF_8));
            var unicode = text[escape + 1] == 'u';
            decoded.append(unicode ? unit(text, escape) : named(text[escape + 1]));
            plain = escape + (unicode ? UNICODE : 2);
            escape = JsonLexer.backslash(text, plain, end);
        }
        return decoded.append(new String(text, plain, end - plain, UTF_8)).toString();
    }

    private static char named(byte c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) c;
        };
    }

    /// What the escape at `at` says, together with the one behind it where they are a pair.
    private static int codePoint(byte[] text, int at, int end) {
        var unit = unit(text, at);
        var next = at + UNICODE;
        if (Character.isHighSurrogate(unit)
                && next + UNICODE <= end
                && text[next] == '\\'
                && text[next + 1] == 'u'
                && Character.isLowSurrogate(unit(text, next))) {
            return Character.toCodePoint(unit, unit(text, next));
        }
        return unit;
    }

    private static char unit(byte[] text, int at) {
        var unit = 0;
        for (var i = at + 2; i < at + UNICODE; i++) {
            unit = unit << 4 | Character.digit(text[i], 16);
        }
        return (char) unit;
    }

    private static int utf8(byte[] out, int at, int c) {
        var p = at;
        if (c < 0x80) {
            out[p++] = (byte) c;
            return p;
        }
        if (c < 0x800) {
            out[p++] = (byte) (0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                out[p++] = (byte) (0xE0 | c >> 12);
            } else {
                out[p++] = (byte) (0xF0 | c >> 18);
                out[p++] = (byte) (0x80 | c >> 12 & 0x3F);
            }
            out[p++] = (byte) (0x80 | c >> 6 & 0x3F);
        }
        out[p++] = (byte) (0x80 | c & 0x3F);
        return p;
    }
}
