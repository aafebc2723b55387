package io.polygate.wire;

import org.jspecify.annotations.Nullable;

/// A text that comes in pieces, mostly in a single one, which is then not copied.
public final class JoinedText {

    private String first = "";
    private @Nullable StringBuilder joined;

    public void add(String piece) {
        if (first.isEmpty()) {
            first = piece;
            return;
        }
        if (joined == null) {
            joined = new StringBuilder(first);
        }
        joined.append(piece);
    }

    public boolean isEmpty() {
        return first.isEmpty();
    }

    /// The pieces so far, in a row; begins anew.
    public String take() {
        var text = joined == null ? first : joined.toString();
        first = "";
        joined = null;
        return text;
    }
}
