package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// What a [JsonScanner] found in a text: its type and where the wanted top-level fields are.
///
/// Immutable, and valid after the scanner's next scan. `i` is a field's place in the scanner's constructor. Offsets are
/// into [#text()]. Of a member that appears more than once the last is known, as most parsers would take it.
public final class TopLevel {

    /// Where a member is: its number among all members, its value, and the commas before and after (-1: none).
    record Member(int ordinal, int nameStart, int start, int end, int commaBefore, int commaAfter) {}

    private final byte[] text;
    private final int from;
    private final int to;
    private final int begin;
    private final int members;
    private final long duplicates;
    private final @Nullable Member[] found;

    TopLevel(byte[] text, int from, int to, int begin, int members, long duplicates, @Nullable Member[] found) {
        this.text = text;
        this.from = from;
        this.to = to;
        this.begin = begin;
        this.members = members;
        this.duplicates = duplicates;
        this.found = found;
    }

    /// What is left of an earlier scan when only its outline was kept: enough for edits by offset.
    public static TopLevel ofObject(Bytes text, int afterBrace, boolean empty) {
        return new TopLevel(text.array(), text.from(), text.to(), afterBrace - 1, empty ? 0 : 1, 0, new Member[0]);
    }

    /// The array that was scanned; the text is its range from [#from()] to [#to()].
    public byte[] text() {
        return text;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /// The type of the whole text.
    public JsonType type() {
        return typeAt(begin);
    }

    public boolean isObject() {
        return text[begin] == '{';
    }

    /// How many members the top-level object has (duplicates counted).
    public int members() {
        return members;
    }

    /// The offset after the opening brace. Only for an object.
    public int afterBrace() {
        return begin + 1;
    }

    public boolean has(int i) {
        return found[i] != null;
    }

    public boolean duplicated(int i) {
        return (duplicates & 1L << i) != 0;
    }

    /// The offset of the first byte of the value.
    public int start(int i) {
        return member(i).start;
    }

    /// The offset after the last byte of the value.
    public int end(int i) {
        return member(i).end;
    }

    /// The offset of the opening quote of the member's name.
    public int nameStart(int i) {
        return member(i).nameStart;
    }

    /// The type of the value, or null where the field is absent.
    public @Nullable JsonType type(int i) {
        var member = found[i];
        return member == null ? null : typeAt(member.start);
    }

    /// The decoded string, or null where the field is absent or not a string.
    public @Nullable String string(int i) {
        return type(i) == JsonType.STRING ? JsonStrings.decode(text, start(i) + 1, end(i) - 1) : null;
    }

    public boolean isTrue(int i) {
        return type(i) == JsonType.TRUE;
    }

    /// The value as it is written.
    public String raw(int i) {
        return new String(text, start(i), end(i) - start(i), UTF_8);
    }

    Member member(int i) {
        var member = found[i];
        if (member == null) {
            throw new IllegalArgumentException("field " + i + " is absent");
        }
        return member;
    }

    private JsonType typeAt(int at) {
        return switch (text[at]) {
            case '{' -> JsonType.OBJECT;
            case '[' -> JsonType.ARRAY;
            case '"' -> JsonType.STRING;
            case 't' -> JsonType.TRUE;
            case 'f' -> JsonType.FALSE;
            case 'n' -> JsonType.NULL;
            default -> JsonType.NUMBER;
        };
    }
}
