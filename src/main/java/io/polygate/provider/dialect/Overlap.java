package io.polygate.provider.dialect;

/// Takes away what a continued text repeats of the text before it: all of it, from vendors that begin their answer with
/// what they were given, or the white space at its end, which some models are not shown and write again.
final class Overlap {

    private final boolean whole;
    private final String expected;
    private final StringBuilder held = new StringBuilder();
    private int matched;
    private boolean over;

    private Overlap(boolean whole, String expected) {
        this.whole = whole;
        this.expected = expected;
        this.over = expected.isEmpty();
    }

    static Overlap none() {
        return new Overlap(false, "");
    }

    /// The text itself; what only begins like it is no repetition and stays.
    static Overlap of(String text) {
        return new Overlap(true, text);
    }

    /// As much of the white space at the text's end as is written again.
    static Overlap ofBlanks(String text) {
        return new Overlap(false, text.substring(text.stripTrailing().length()));
    }

    /// The next piece without what is repeated.
    String without(String piece) {
        int at = 0;
        while (!over && at < piece.length()) {
            if (piece.charAt(at) == expected.charAt(matched)) {
                at++;
                over = ++matched == expected.length();
            } else {
                over = true;
                return (whole ? held.toString() + piece : piece.substring(at));
            }
        }
        if (whole && !over) {
            held.append(piece);
        }
        return piece.substring(at);
    }

    /// What was held back as a repetition that never became one.
    String rest() {
        boolean broken = whole && !over;
        over = true;
        return broken ? held.toString() : "";
    }
}
