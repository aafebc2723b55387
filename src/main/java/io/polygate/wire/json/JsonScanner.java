package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.TopLevel.Member;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Checks a whole JSON text strictly (RFC 8259) and remembers where a few top-level fields are, without a tree.
///
/// One instance per event loop: it is reused, keeps no text, and is not thread-safe. Wanted fields are known by the
/// order in which the constructor names them. `maxDepth` is how many objects and arrays may be open at once.
public final class JsonScanner {

    private static final int NONE = -1;
    private static final byte[] EMPTY = {};

    private final int maxDepth;
    private final String[] names;
    private final byte[][] fields;
    private final JsonLexer lexer = new JsonLexer();
    /// One bit for each open container: set for an object.
    private final long[] objects;

    private byte[] text = {};
    private int to;
    private int depth;
    private int members;
    private int comma;
    private int field;
    private int nameStart;
    private int valueStart;
    private @Nullable Member[] found = {};
    private long duplicates;

    public JsonScanner(int maxDepth, String... fields) {
        if (maxDepth < 1 || fields.length > Long.SIZE) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: >= 1), fields: <= 64");
        }
        this.maxDepth = maxDepth;
        this.names = fields.clone();
        this.fields = Arrays.stream(fields).map(f -> f.getBytes(UTF_8)).toArray(byte[][]::new);
        this.objects = new long[(maxDepth >> 6) + 1];
    }

    /// Scans a buffer, in place where it has an array.
    public TopLevel scan(Buffer body) {
        var bytes = Bytes.of(body);
        return scan(bytes.array(), bytes.from(), bytes.to());
    }

    /// Scans `text[from, to)`. The result refers to the array, which must not change as long as the result is used.
    ///
    /// @throws JsonSyntaxException when the range is not exactly one JSON value with white space around it
    public TopLevel scan(byte[] json, int from, int end) {
        lexer.reset(json, from, end);
        text = json;
        to = end;
        depth = 0;
        members = 0;
        comma = NONE;
        field = NONE;
        duplicates = 0;
        found = new Member[fields.length];
        try {
            var start = lexer.space(from);
            for (var p = start; p != NONE; ) {
                p = value(p);
            }
            return new TopLevel(json, from, end, start, members, duplicates, found);
        } finally {
            text = EMPTY;
            lexer.reset(EMPTY, 0, 0);
        }
    }

    /// From where a value begins to where the next one does, or `NONE` at the end of the text.
    private int value(int p) {
        return switch (p < to ? text[p] : 0) {
            case '"' -> after(lexer.string(p + 1));
            case '{' -> open(p, true);
            case '[' -> open(p, false);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> after(lexer.number(p));
            case 't' -> after(lexer.literal(p, "true"));
            case 'f' -> after(lexer.literal(p, "false"));
            case 'n' -> after(lexer.literal(p, "null"));
            default -> throw lexer.fail("expected a value", p);
        };
    }

    private int open(int p, boolean object) {
        if (depth == maxDepth) {
            throw lexer.tooDeep(maxDepth, p);
        }
        var bit = 1L << depth;
        objects[depth >> 6] = object ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
        depth++;
        var inside = lexer.space(p + 1);
        if (inside < to && text[inside] == (object ? '}' : ']')) {
            depth--;
            return after(inside + 1);
        }
        return object ? name(inside, "expected a member name or '}'") : inside;
    }

    private int name(int p, String expected) {
        if (p >= to || text[p] != '"') {
            throw lexer.fail(expected, p);
        }
        var end = lexer.string(p + 1);
        if (depth == 1) {
            nameStart = p;
            field = lexer.escaped() ? findDecoded(p + 1, end - 1) : find(p + 1, end - 1);
        }
        var colon = lexer.space(end);
        if (colon >= to || text[colon] != ':') {
            throw lexer.fail("expected ':'", colon);
        }
        var next = lexer.space(colon + 1);
        if (depth == 1) {
            valueStart = next;
        }
        return next;
    }

    private int find(int start, int end) {
        for (var i = 0; i < fields.length; i++) {
            if (fields[i].length == end - start && Arrays.equals(fields[i], 0, end - start, text, start, end)) {
                return i;
            }
        }
        return NONE;
    }

    private int findDecoded(int start, int end) {
        var name = JsonStrings.decode(text, start, end);
        return Arrays.asList(names).indexOf(name);
    }

    /// After a value: closes what closes there, and goes on to the next value.
    private int after(int end) {
        var p = end;
        while (depth > 0) {
            var object = (objects[(depth - 1) >> 6] & (1L << (depth - 1))) != 0;
            var valueEnd = p;
            p = lexer.space(p);
            var next = p < to ? text[p] : 0;
            if (object && depth == 1) {
                endMember(valueEnd, next == ',' ? p : NONE);
            }
            if (next == ',') {
                var following = lexer.space(p + 1);
                return object ? name(following, "expected a member name") : following;
            }
            if (next != (object ? '}' : ']')) {
                throw lexer.fail(object ? "expected ',' or '}'" : "expected ',' or ']'", p);
            }
            depth--;
            p++;
        }
        p = lexer.space(p);
        if (p < to) {
            throw lexer.fail("expected the end of the text", p);
        }
        return NONE;
    }

    private void endMember(int valueEnd, int nextComma) {
        if (field != NONE) {
            if (found[field] != null) {
                duplicates |= 1L << field;
            }
            found[field] = new Member(members, nameStart, valueStart, valueEnd, comma, nextComma);
        }
        members++;
        comma = nextComma;
    }
}
