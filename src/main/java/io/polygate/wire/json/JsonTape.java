package io.polygate.wire.json;

import java.util.Arrays;

/// A parsed text as a flat list of value positions, in the order of the text: what [Json] views look into.
///
/// Each value (a member's name too) is three numbers: where its bytes begin, where they end, and the entry after it;
/// a string with escapes has the last one negated. So a value is skipped in one step and nothing is decoded ahead.
final class JsonTape {

    static final int ENTRY = 3;

    /// Values and names of one text: each costs twelve bytes, so that a text of nothing but `0,` would cost six times
    /// its own length.
    static final int MAX_ENTRIES = 2 * 1024 * 1024;

    /// What a text is given room for ahead: a large one is mostly one long string.
    private static final int MOST_AHEAD = 16 * 1024;

    private final byte[] text;
    private final int to;
    private final int maxDepth;
    private final JsonLexer lexer = new JsonLexer();
    private int[] entries;
    private int size;
    private int[] open = new int[8];
    private int depth;

    private JsonTape(byte[] text, int from, int to, int maxDepth) {
        this.text = text;
        this.to = to;
        this.maxDepth = maxDepth;
        this.entries = new int[ENTRY * Math.clamp((to - from) / 24, 32, MOST_AHEAD)];
        lexer.reset(text, from, to);
    }

    /// The entries of the only value in `text[from, to)`.
    static int[] parse(byte[] text, int from, int to, int maxDepth) {
        var tape = new JsonTape(text, from, to, maxDepth);
        var p = tape.lexer.space(from);
        while (p >= 0) {
            p = tape.value(p);
        }
        return tape.entries;
    }

    private int value(int p) {
        return switch (p < to ? text[p] : 0) {
            case '"' -> after(string(p));
            case '{' -> open(p, true);
            case '[' -> open(p, false);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> after(scalar(p, lexer.number(p)));
            case 't' -> after(scalar(p, lexer.literal(p, "true")));
            case 'f' -> after(scalar(p, lexer.literal(p, "false")));
            case 'n' -> after(scalar(p, lexer.literal(p, "null")));
            default -> throw lexer.fail("expected a value", p);
        };
    }

    private int scalar(int start, int end) {
        add(start, end, size + ENTRY);
        return end;
    }

    private int string(int start) {
        var end = lexer.string(start + 1);
        add(start, end, lexer.escaped() ? -(size + ENTRY) : size + ENTRY);
        return end;
    }

    private void add(int start, int end, int next) {
        if (size + ENTRY > entries.length) {
            grow(start);
        }
        entries[size] = start;
        entries[size + 1] = end;
        entries[size + 2] = next;
        size += ENTRY;
    }

    private void grow(int at) {
        if (entries.length == ENTRY * MAX_ENTRIES) {
            throw lexer.fail("more than " + MAX_ENTRIES + " values", at);
        }
        entries = Arrays.copyOf(entries, Math.min(entries.length * 2, ENTRY * MAX_ENTRIES));
    }

    private int open(int p, boolean object) {
        if (depth == maxDepth) {
            throw lexer.tooDeep(maxDepth, p);
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = size;
        add(p, 0, 0);
        var inside = lexer.space(p + 1);
        if (inside < to && text[inside] == (object ? '}' : ']')) {
            close(inside + 1);
            return after(inside + 1);
        }
        return object ? name(inside, "expected a member name or '}'") : inside;
    }

    private void close(int end) {
        var entry = open[--depth];
        entries[entry + 1] = end;
        entries[entry + 2] = size;
    }

    private int name(int p, String expected) {
        if (p >= to || text[p] != '"') {
            throw lexer.fail(expected, p);
        }
        var colon = lexer.space(string(p));
        if (colon >= to || text[colon] != ':') {
            throw lexer.fail("expected ':'", colon);
        }
        return lexer.space(colon + 1);
    }

    private int after(int end) {
        var p = lexer.space(end);
        while (depth > 0) {
            var object = text[entries[open[depth - 1]]] == '{';
            var next = p < to ? text[p] : 0;
            if (next == ',') {
                var following = lexer.space(p + 1);
                return object ? name(following, "expected a member name") : following;
            }
            if (next != (object ? '}' : ']')) {
                throw lexer.fail(object ? "expected ',' or '}'" : "expected ',' or ']'", p);
            }
            close(p + 1);
            p = lexer.space(p + 1);
        }
        if (p < to) {
            throw lexer.fail("expected the end of the text", p);
        }
        return -1;
    }
}
