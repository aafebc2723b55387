package io.polygate.door.graphql;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;

/// Keeps numbers out that take long to read: the time grows with the square of the digits, and an exponent stands for
/// as many digits as it says.
final class LongNumbers {

    private static final int MAX_DIGITS = 1000;
    private static final String BLOCK = "\"\"\"";

    private LongNumbers() {}

    static GatewayError refusal() {
        return GatewayError.of(
                ErrorKind.BAD_REQUEST,
                "a number is too long (expected: at most " + MAX_DIGITS + " digits, an exponent of at most "
                        + MAX_DIGITS + ")");
    }

    /// Whether a number is one of them.
    static boolean tooLong(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        return number.length() > MAX_DIGITS || e >= 0 && exponent(number, e + 1) > MAX_DIGITS;
    }

    /// The size of an exponent, as far as it matters.
    private static int exponent(String number, int from) {
        int size = 0;
        for (int i = from; i < number.length() && size <= MAX_DIGITS; i++) {
            char c = number.charAt(i);
            size = digit(c) ? size * 10 + c - '0' : size;
        }
        return size;
    }

    /// Whether a document holds one, outside of its strings and comments.
    static boolean in(String document) {
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            if (digit(c)) {
                int end = wordEnd(document, i);
                if (tooLong(document.substring(i, end))) {
                    return true;
                }
                i = end - 1;
            } else if (letter(c)) {
                i = wordEnd(document, i) - 1;
            } else if (c == '"') {
                i = document.startsWith(BLOCK, i) ? blockEnd(document, i + BLOCK.length()) : stringEnd(document, i + 1);
            } else if (c == '#') {
                i = lineEnd(document, i);
            }
        }
        return false;
    }

    /// Behind a name or a number, whichever begins at `from`.
    private static int wordEnd(String document, int from) {
        int i = from;
        while (i < document.length()) {
            char c = document.charAt(i);
            boolean sign = (c == '+' || c == '-') && (document.charAt(i - 1) | 0x20) == 'e';
            if (!digit(c) && !letter(c) && c != '.' && !sign) {
                break;
            }
            i++;
        }
        return i;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return c == '_' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static int blockEnd(String document, int from) {
        int at = document.indexOf(BLOCK, from);
        while (at > 0 && document.charAt(at - 1) == '\\') {
            at = document.indexOf(BLOCK, at + 1);
        }
        return at < 0 ? document.length() : at + BLOCK.length() - 1;
    }

    /// The last character of a string: its quote, or that before the line's end, which it may not go beyond.
    private static int stringEnd(String document, int from) {
        for (int i = from; i < document.length(); i++) {
            char c = document.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"' || c == '\n' || c == '\r') {
                return i;
            }
        }
        return document.length();
    }

    private static int lineEnd(String document, int from) {
        for (int i = from; i < document.length(); i++) {
            if (document.charAt(i) == '\n' || document.charAt(i) == '\r') {
                return i;
            }
        }
        return document.length();
    }
}
