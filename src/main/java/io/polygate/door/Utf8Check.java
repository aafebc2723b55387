package io.polygate.door;

/// Checks a text piece by piece for well-formed UTF-8 (Unicode 15, table 3-7), failing at the first byte that cannot
/// be.
final class Utf8Check {

    private int missing;
    private int low = 0x80;
    private int high = 0xBF;

    void reset() {
        missing = 0;
        low = 0x80;
        high = 0xBF;
    }

    /// Whether the text ends here between two characters.
    boolean complete() {
        return missing == 0;
    }

    /// Takes the next bytes; false when the text is not UTF-8.
    boolean accept(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xFF;
            if (missing == 0 && b < 0x80) {
                continue;
            }
            if (missing == 0 ? !lead(b) : !continuation(b)) {
                return false;
            }
        }
        return true;
    }

    private boolean continuation(int b) {
        if (b < low || b > high) {
            return false;
        }
        missing--;
        low = 0x80;
        high = 0xBF;
        return true;
    }

    /// Overlong forms, surrogates and what is beyond U+10FFFF are told by the second byte.
    private boolean lead(int b) {
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
        return true;
    }
}
