package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Decodes the inside of a JSON string that a scanner has already found to be well-formed.
final class JsonStrings {

    private JsonStrings() {}

    /// The characters of `text[start, end)` (without the quotes). A lone surrogate escape stays a lone surrogate.
    static String decode(byte[] text, int start, int end) {
        var escape = indexOfBackslash(text, start, end);
        if (escape < 0) {
            return new String(text, start, end - start, UTF_8);
        }
        var decoded = new StringBuilder(end - start);
        var plain = start;
        while (escape >= 0) {
            decoded.append(new String(text, plain, escape - plain, UTF_8));
            plain = unescape(text, escape + 1, decoded);
            escape = indexOfBackslash(text, plain, end);
        }
        return decoded.append(new String(text, plain, end - plain, UTF_8)).toString();
    }

    private static int indexOfBackslash(byte[] text, int start, int end) {
        for (var i = start; i < end; i++) {
            if (text[i] == '\\') {
                return i;
            }
        }
        return -1;
    }

    private static int unescape(byte[] text, int at, StringBuilder decoded) {
        var c = (char) text[at];
        if (c != 'u') {
            decoded.append(
                    switch (c) {
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> c;
                    });
            return at + 1;
        }
        var unit = 0;
        for (var i = at + 1; i < at + 5; i++) {
            unit = unit << 4 | Character.digit(text[i], 16);
        }
        decoded.append((char) unit);
        return at + 5;
    }
}
