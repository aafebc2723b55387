package io.polygate.telemetry;

/// Text from outside on a log line: as in a JSON string, and never more than a line's worth.
final class Escape {

    private static final int MAX = 256;

    private Escape() {}

    static void append(StringBuilder out, String text) {
        int length = Math.min(text.length(), MAX);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                out.append("\\u").append(String.format("%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }
}
