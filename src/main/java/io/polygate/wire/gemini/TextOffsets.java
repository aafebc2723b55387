package io.polygate.wire.gemini;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns offsets in the UTF-8 bytes of a growing text into characters (code points) and back, without keeping the text:
/// as runs of characters of the same length. Beyond a bounded number of runs it knows no answer.
final class TextOffsets {

    private static final int MAX_RUNS = 1 << 15;

    /// For each run: bytes of a character, and how many there are.
    private int[] widths = new int[4];
    private long[] counts = new long[4];
    private int runs;
    private boolean full;
    private char high;

    static TextOffsets of(String text) {
        var offsets = new TextOffsets();
        offsets.append(text);
        return offsets;
    }

    /// A pair of surrogates may be cut by the end of a piece.
    void append(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                high = c;
                add(4);
            } else if (!Character.isLowSurrogate(c) || high == 0) {
                high = 0;
                add(c < 0x80 ? 1 : c < 0x800 ? 2 : 3);
            } else {
                high = 0;
            }
        }
    }

    private void add(int width) {
        if (runs > 0 && widths[runs - 1] == width) {
            counts[runs - 1]++;
            return;
        }
        if (runs == MAX_RUNS) {
            full = true;
            return;
        }
        if (runs == widths.length) {
            widths = Arrays.copyOf(widths, runs * 2);
            counts = Arrays.copyOf(counts, runs * 2);
        }
        widths[runs] = width;
        counts[runs++] = 1;
    }

    /// How many characters there are so far.
    long length() {
        var characters = 0L;
        for (var i = 0; i < runs; i++) {
            characters += counts[i];
        }
        return characters;
    }

    /// The characters before a byte; an offset behind the text is its end.
    @Nullable
    Long characters(@Nullable Long byteOffset) {
        if (byteOffset == null || full) {
            return null;
        }
        var left = byteOffset;
        var characters = 0L;
        for (var i = 0; i < runs && left > 0; i++) {
            var taken = Math.min(counts[i], left / widths[i]);
            characters += taken;
            left = taken < counts[i] ? 0 : left - taken * widths[i];
        }
        return characters;
    }

    /// The bytes before a character.
    @Nullable
    Long bytes(@Nullable Long character) {
        if (character == null || full) {
            return null;
        }
        var left = character;
        var bytes = 0L;
        for (var i = 0; i < runs && left > 0; i++) {
            var taken = Math.min(counts[i], left);
            bytes += taken * widths[i];
            left -= taken;
        }
        return bytes;
    }
}
