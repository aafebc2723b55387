package io.polygate.wire;

/// Tells whether the pieces of a JSON object seen so far are the whole of it, in constant memory.
final class JsonProgress {

    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    void add(String piece) {
        for (var i = 0; i < piece.length(); i++) {
            var c = piece.charAt(i);
            if (inString) {
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
                begun = true;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    boolean complete() {
        return begun && depth == 0 && !inString;
    }
}
