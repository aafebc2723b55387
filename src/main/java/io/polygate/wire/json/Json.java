package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Span;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON value as a view into the text that it came from: member order, numbers and white space stay as written.
///
/// Immutable. Looking at it never fails: what is absent or of another type is `null` (or empty), and a codec says what
/// it expected. Strings are decoded when asked for. Of a repeated member the last one counts.
public final class Json {

    /// The depth that a text may have where nothing else is said.
    public static final int MAX_DEPTH = 512;

    /// A member of an object.
    public record Member(String name, Json value) {}

    private final byte[] text;
    private final int[] tape;
    private final int entry;

    private Json(byte[] text, int[] tape, int entry) {
        this.text = text;
        this.tape = tape;
        this.entry = entry;
    }

    /// Parses `text[from, to)`; the array must not change any more.
    ///
    /// @throws JsonSyntaxException when the range is not exactly one JSON value
    public static Json parse(byte[] text, int from, int to, int maxDepth) {
        return new Json(text, JsonTape.parse(text, from, to, maxDepth), 0);
    }

    public static Json parse(Buffer text) {
        var bytes = Bytes.of(text);
        return parse(bytes.array(), bytes.from(), bytes.to(), MAX_DEPTH);
    }

    public static Json parse(String text) {
        var bytes = text.getBytes(UTF_8);
        return parse(bytes, 0, bytes.length, MAX_DEPTH);
    }

    public JsonType type() {
        return switch (text[start()]) {
            case '{' -> JsonType.OBJECT;
            case '[' -> JsonType.ARRAY;
            case '"' -> JsonType.STRING;
            case 't' -> JsonType.TRUE;
            case 'f' -> JsonType.FALSE;
            case 'n' -> JsonType.NULL;
            default -> JsonType.NUMBER;
        };
    }

    public boolean isObject() {
        return text[start()] == '{';
    }

    public boolean isArray() {
        return text[start()] == '[';
    }

    public boolean isString() {
        return text[start()] == '"';
    }

    public boolean isNumber() {
        return type() == JsonType.NUMBER;
    }

    public boolean isNull() {
        return text[start()] == 'n';
    }

    /// The value of a member, or null where it is absent or the JSON null, or where this is no object.
    public @Nullable Json get(String name) {
        var value = member(name);
        return value == null || value.isNull() ? null : value;
    }

    /// The value of a member, the JSON null included, or null where it is absent or this is no object.
    public @Nullable Json member(String name) {
        if (!isObject()) {
            return null;
        }
        var found = -1;
        for (var e = entry + JsonTape.ENTRY; e < next(entry); e = next(e + JsonTape.ENTRY)) {
            if (nameIs(e, name)) {
                found = e + JsonTape.ENTRY;
            }
        }
        return found < 0 ? null : new Json(text, tape, found);
    }

    public boolean has(String name) {
        return member(name) != null;
    }

    /// The members of an object in the order of the text; none for any other value.
    public List<Member> members() {
        if (!isObject()) {
            return List.of();
        }
        var members = new ArrayList<Member>();
        for (var e = entry + JsonTape.ENTRY; e < next(entry); e = next(e + JsonTape.ENTRY)) {
            members.add(new Member(stringAt(e), new Json(text, tape, e + JsonTape.ENTRY)));
        }
        return members;
    }

    /// The items of an array; none for any other value.
    public List<Json> items() {
        if (!isArray()) {
            return List.of();
        }
        var items = new ArrayList<Json>();
        for (var e = entry + JsonTape.ENTRY; e < next(entry); e = next(e)) {
            items.add(new Json(text, tape, e));
        }
        return items;
    }

    /// How many items an array has; 0 of any other value.
    public int size() {
        var size = 0;
        if (isArray()) {
            for (var e = entry + JsonTape.ENTRY; e < next(entry); e = next(e)) {
                size++;
            }
        }
        return size;
    }

    /// How many values and names it holds, itself included.
    public int weight() {
        return (next(entry) - entry) / JsonTape.ENTRY;
    }

    /// The items of a member that is an array; none where it is absent or something else.
    public List<Json> items(String name) {
        var value = get(name);
        return value == null ? List.of() : value.items();
    }

    public @Nullable String asString() {
        return isString() ? stringAt(entry) : null;
    }

    /// The value of a whole number in the range of a long (`1`, `1.0`, `1e3`), or null.
    public @Nullable Long asLong() {
        if (!isNumber()) {
            return null;
        }
        if (end() - start() < 19) {
            var simple = simpleLong();
            if (simple != Long.MIN_VALUE) {
                return simple;
            }
        }
        return JsonNumbers.toLong(raw());
    }

    public @Nullable Double asDouble() {
        return isNumber() ? Double.valueOf(raw()) : null;
    }

    public @Nullable Boolean asBoolean() {
        return switch (type()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> null;
        };
    }

    public @Nullable String string(String name) {
        var value = member(name);
        return value == null ? null : value.asString();
    }

    /// The member's value where it is an object, else null.
    public @Nullable Json object(String name) {
        var value = member(name);
        return value != null && value.isObject() ? value : null;
    }

    public @Nullable Long number(String name) {
        var value = member(name);
        return value == null ? null : value.asLong();
    }

    /// The member's whole number, or 0 where there is none.
    public long count(String name) {
        var value = number(name);
        return value == null ? 0 : value;
    }

    public @Nullable Boolean bool(String name) {
        var value = member(name);
        return value == null ? null : value.asBoolean();
    }

    public boolean isTrue(String name) {
        var value = member(name);
        return value != null && value.text[value.start()] == 't';
    }

    /// The value as it was written.
    public String raw() {
        return new String(text, start(), end() - start(), UTF_8);
    }

    public @Nullable String raw(String name) {
        var value = member(name);
        return value == null ? null : value.raw();
    }

    /// Where it stands in its text.
    public Span span() {
        return new Span(start(), end());
    }

    void appendTo(JsonWriter writer) {
        writer.append(text, start(), end());
    }

    /// The same as [#raw()].
    @Override
    public String toString() {
        return raw();
    }

    /// Values are equal when they are written in the same way.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json that && Arrays.equals(text, start(), end(), that.text, that.start(), that.end());
    }

    @Override
    public int hashCode() {
        return raw().hashCode();
    }

    private int start() {
        return tape[entry];
    }

    private int end() {
        return tape[entry + 1];
    }

    private int next(int e) {
        return Math.abs(tape[e + 2]);
    }

    private String stringAt(int e) {
        var from = tape[e] + 1;
        var to = tape[e + 1] - 1;
        return tape[e + 2] < 0 ? JsonStrings.decode(text, from, to) : new String(text, from, to - from, UTF_8);
    }

    /// Compares without decoding as long as both are ASCII, which names are.
    private boolean nameIs(int e, String name) {
        var from = tape[e] + 1;
        var length = tape[e + 1] - 1 - from;
        if (tape[e + 2] < 0) {
            return stringAt(e).equals(name);
        }
        for (var i = 0; i < Math.min(length, name.length()); i++) {
            if ((text[from + i] | name.charAt(i)) >= 0x80 || text[from + i] < 0) {
                return stringAt(e).equals(name);
            }
            if (text[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return length == name.length();
    }

    /// The value of up to 18 digits, or the lowest long where the number is written in another way.
    private long simpleLong() {
        var p = start();
        var negative = text[p] == '-';
        var value = 0L;
        for (p = negative ? p + 1 : p; p < end(); p++) {
            var digit = text[p] - '0';
            if (digit < 0 || digit > 9) {
                return Long.MIN_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}
