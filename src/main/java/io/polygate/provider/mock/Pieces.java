package io.polygate.provider.mock;

import java.util.ArrayList;
import java.util.List;

/// Cuts text into the mock's tokens: words with the space before them, and single ideographs. Joined again they are the
/// text.
final class Pieces {

    private Pieces() {}

    static List<String> of(String text) {
        var pieces = new ArrayList<String>();
        int start = 0;
        for (int end = next(text, 0); start < text.length(); end = next(text, end)) {
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    static int count(String text) {
        int count = 0;
        for (int at = 0; at < text.length(); at = next(text, at)) {
            count++;
        }
        return count;
    }

    /// Where the piece that begins at `from` ends.
    private static int next(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && Character.isIdeographic(text.codePointAt(at))) {
            return at + Character.charCount(text.codePointAt(at));
        }
        while (at < text.length() && !breaks(text, at)) {
            at++;
        }
        return at;
    }

    private static boolean breaks(String text, int at) {
        return Character.isWhitespace(text.charAt(at)) || Character.isIdeographic(text.codePointAt(at));
    }
}
