package io.polygate.edge;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Request ids: the caller's where it is well-formed, else a fresh one. Used on one context.
final class RequestIds {

    private static final int MAX_LENGTH = 128;
    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

    /// 1 – 128 printable ASCII characters without spaces are kept; anything else could split a log line or a header.
    String of(@Nullable String presented) {
        return presented != null && wellFormed(presented) ? presented : fresh();
    }

    private static boolean wellFormed(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /// 120 random bits: not guessable, not to be confused between nodes.
    private static String fresh() {
        var random = ThreadLocalRandom.current();
        var id = new char[4 + 24];
        "req_".getChars(0, 4, id, 0);
        for (int half = 0; half < 2; half++) {
            long bits = random.nextLong();
            for (int i = 0; i < 12; i++, bits >>>= 5) {
                id[4 + half * 12 + i] = DIGITS[(int) bits & 31];
            }
        }
        return new String(id);
    }
}
