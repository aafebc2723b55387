package io.polygate.routing.steer;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an operator sent, read field by field; what does not fit is said with what was expected.
public final class Fields {

    private static final int SHOWN = 100;

    private final JsonObject json;

    private Fields(JsonObject json) {
        this.json = json;
    }

    /// @throws GatewayException when it is no JSON object
    public static Fields of(Buffer body) {
        if (body.length() == 0) {
            return new Fields(new JsonObject());
        }
        try {
            return new Fields(new JsonObject(body));
        } catch (DecodeException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid (expected: a JSON object)")
                    .asException();
        }
    }

    public JsonObject json() {
        return json;
    }

    /// @throws GatewayException when there is another field than these
    public Fields only(String... names) {
        var known = List.of(names);
        for (var name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw field(name, "not known here", String.join(", ", known));
            }
        }
        return this;
    }

    /// A text, or null where there is none.
    public @Nullable String find(String name) {
        var value = json.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw field(name, shown(value), "a text");
    }

    public String get(String name, String expected) {
        var text = find(name);
        if (text == null) {
            throw GatewayError.field(ErrorKind.MISSING_FIELD, name, name + ": missing (expected: " + expected + ")")
                    .asException();
        }
        return text;
    }

    /// A whole number, also where it is written as text, as in a query.
    public long whole(String name, Range range) {
        var value = json.getValue(name);
        if (value == null && range.usual != null) {
            return range.usual;
        }
        var text = String.valueOf(value);
        var expected = "a whole number from " + range.min + " to " + range.max;
        if (value == null) {
            throw GatewayError.field(ErrorKind.MISSING_FIELD, name, name + ": missing (expected: " + expected + ")")
                    .asException();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= range.min && number <= range.max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw field(name, shown(value), expected);
        }
        throw field(name, shown(value), expected);
    }

    /// @param usual what holds where nothing is said; null where something must be
    public record Range(long min, long max, @Nullable Long usual) {}

    /// One of a few words.
    public String oneOf(String name, Set<String> words) {
        var expected = String.join(", ", words);
        var word = get(name, expected);
        if (!words.contains(word)) {
            throw field(name, shown(word), expected);
        }
        return word;
    }

    /// A value that does not fit.
    public static GatewayException field(String name, String found, String expected) {
        var message = name + ": " + found + " (expected: " + expected + ")";
        return GatewayError.field(ErrorKind.INVALID_FIELD, name, message).asException();
    }

    /// A name that nobody here has.
    public static GatewayException unknown(String name, String found, Iterable<String> known) {
        var names = String.join(", ", known);
        var expected = names.isEmpty() ? "" : " (expected: " + shortened(names) + ")";
        var message = name + ": " + shown(found) + " is not known here" + expected;
        return GatewayError.field(ErrorKind.NOT_FOUND, name, message).asException();
    }

    private static String shown(Object value) {
        var text = String.valueOf(value);
        return value instanceof String ? "\"" + shortened(text) + "\"" : shortened(text);
    }

    private static String shortened(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
