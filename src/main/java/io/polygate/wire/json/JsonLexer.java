package io.polygate.wire.json;

import io.polygate.wire.json.JsonSyntaxException.Problem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/// The tokens of JSON (RFC 8259) in a byte range: each method takes the offset where a token begins and returns the one
/// after it, or throws. Strings are checked eight bytes at a time. Reusable, not thread-safe.
final class JsonLexer {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x20 * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final int SPECIAL_LEADS = 1 << 0x0 | 1 << 0xD;
    private static final long BACKSLASHES = '\\' * ONES;

    private byte[] text = {};
    private int from;
    private int to;
    private boolean escaped;

    void reset(byte[] newText, int newFrom, int newTo) {
        Objects.checkFromToIndex(newFrom, newTo, newText.length);
        text = newText;
        from = newFrom;
        to = newTo;
    }

    /// Whether the last [#string] held a backslash.
    boolean escaped() {
        return escaped;
    }

    JsonSyntaxException fail(String expected, int at) {
        var what = at < to ? expected : expected + " but the text ends";
        return JsonSyntaxException.at(Problem.GRAMMAR, what, text, from, at);
    }

    JsonSyntaxException tooDeep(int maxDepth, int at) {
        return JsonSyntaxException.at(
                Problem.TOO_DEEP, "nested deeper than the limit of " + maxDepth + " levels", text, from, at);
    }

    int space(int start) {
        var bytes = text;
        var p = start;
        while (p < to) {
            var b = bytes[p];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return p;
            }
            p++;
        }
        return p;
    }

    /// From after the opening quote to after the closing one.
    int string(int start) {
        var bytes = text;
        var end = to;
        escaped = false;
        var p = start;
        while (true) {
            p = plain(bytes, p, end);
            if (p >= end) {
                throw fail("expected '\"'", end);
            }
            var b = bytes[p];
            if (b == '"') {
                return p + 1;
            }
            if (b == '\\') {
                escaped = true;
                p = escape(p + 1);
            } else if (b < 0) {
                p = multibyte(bytes, p, end);
            } else {
                throw fail("control character in a string (expected an escape)", p);
            }
        }
    }

    /// Skips what needs no look: returns the offset of the first quote, backslash, control or non-ASCII byte.
    ///
    /// In `word - SPACES` a byte's high bit tells "below 0x20", in `(word ^ c) - ONES` "equals c"; a borrow
    /// can only falsify bytes after the first hit, and a byte with its own high bit set is a hit anyway.
    static int plain(byte[] bytes, int start, int end) {
        var p = start;
        while (p <= end - 32
                && ((hits(bytes, p) | hits(bytes, p + 8)) | (hits(bytes, p + 16) | hits(bytes, p + 24))) == 0) {
            p += 32;
        }
        for (var last = end - 8; p <= last; p += 8) {
            var hits = hits(bytes, p);
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (p < end) {
            var b = bytes[p];
            if (b < ' ' || b == '"' || b == '\\') {
                return p;
            }
            p++;
        }
        return p;
    }

    /// The offset of the first backslash, or -1.
    static int backslash(byte[] bytes, int start, int end) {
        var p = start;
        for (var last = end - 8; p <= last; p += 8) {
            var word = (long) LONG.get(bytes, p) ^ BACKSLASHES;
            var hits = word - ONES & ~word & HIGH_BITS;
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; p < end; p++) {
            if (bytes[p] == '\\') {
                return p;
            }
        }
        return -1;
    }

    private static long hits(byte[] bytes, int p) {
        var word = (long) LONG.get(bytes, p);
        return ((word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | word) & HIGH_BITS;
    }

    private int escape(int p) {
        if (p >= to) {
            throw fail("expected an escape", to);
        }
        return switch (text[p]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 1;
            case 'u' -> {
                for (var i = p + 1; i < p + 5; i++) {
                    if (i >= to || Character.digit(text[i], 16) < 0) {
                        throw fail("expected four hexadecimal digits", Math.min(i, to));
                    }
                }
                yield p + 5;
            }
            default -> throw fail("unknown escape (expected one of \" \\ / b f n r t u)", p);
        };
    }

    /// Well-formed UTF-8 while bytes are not ASCII; returns where ASCII begins again.
    private int multibyte(byte[] bytes, int start, int end) {
        var p = start;
        while (p < end && bytes[p] < 0) {
            p = p <= end - 8 && twoOfThreeBytes((long) LONG.get(bytes, p)) ? p + 6 : character(bytes, p, end);
        }
        return p;
    }

    /// Whether the word begins with two characters of three bytes (most CJK text) whose second bytes have no rule of
    /// their own, that is, whose leads are neither E0 nor ED.
    private static boolean twoOfThreeBytes(long word) {
        return (word & 0x0000C0C0F0C0C0F0L) == 0x00008080E08080E0L
                && ((SPECIAL_LEADS >>> (word & 15) | SPECIAL_LEADS >>> (word >>> 24 & 15)) & 1) == 0;
    }

    /// One character that is not ASCII (Unicode 16, table 3-7).
    private int character(byte[] bytes, int p, int end) {
        var lead = bytes[p] & 0xFF;
        var length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead < 0xC2 || lead > 0xF4 || end - p < length) {
            throw badUtf8(p);
        }
        var low =
                switch (lead) {
                    case 0xE0 -> 0xA0;
                    case 0xF0 -> 0x90;
                    default -> 0x80;
                };
        var high =
                switch (lead) {
                    case 0xED -> 0x9F;
                    case 0xF4 -> 0x8F;
                    default -> 0xBF;
                };
        var second = bytes[p + 1] & 0xFF;
        if (second < low
                || second > high
                || (length > 2 && bytes[p + 2] >= (byte) 0xC0)
                || (length > 3 && bytes[p + 3] >= (byte) 0xC0)) {
            throw badUtf8(p);
        }
        return p + length;
    }

    private JsonSyntaxException badUtf8(int at) {
        return JsonSyntaxException.at(Problem.UTF8, "malformed UTF-8", text, from, at);
    }

    int number(int start) {
        var p = start;
        if (text[p] == '-') {
            p++;
        }
        if (p < to && text[p] == '0') {
            p++;
        } else {
            p = digits(p);
        }
        if (p < to && text[p] == '.') {
            p = digits(p + 1);
        }
        if (p < to && (text[p] | 0x20) == 'e') {
            p++;
            if (p < to && (text[p] == '+' || text[p] == '-')) {
                p++;
            }
            p = digits(p);
        }
        return p;
    }

    private int digits(int start) {
        var p = start;
        while (p < to && text[p] >= '0' && text[p] <= '9') {
            p++;
        }
        if (p == start) {
            throw fail("expected a digit", p);
        }
        return p;
    }

    int literal(int start, String word) {
        for (var i = 0; i < word.length(); i++) {
            if (start + i >= to || text[start + i] != word.charAt(i)) {
                throw fail("expected '" + word + "'", start);
            }
        }
        return start + word.length();
    }
}
