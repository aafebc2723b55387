package io.polygate.door.graphql;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// JSON as the plain values that GraphQL works with, and back. Numbers keep all their digits.
final class JsonValues {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*+");

    private JsonValues() {}

    static Map<String, Object> map(Json object) {
        var map = new LinkedHashMap<String, Object>();
        for (var member : object.members()) {
            map.put(member.name(), value(member.value()));
        }
        return map;
    }

    @SuppressWarnings("NullAway") // Absence in a map of variables is the JSON null.
    static @Nullable Object value(Json json) {
        return switch (json.type()) {
            case OBJECT -> map(json);
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                json.items().forEach(item -> list.add(value(item)));
                yield list;
            }
            case STRING -> json.asString();
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> null;
            case NUMBER -> number(json.raw());
        };
    }

    /// @throws io.polygate.model.GatewayException for one that takes long to read, or that nobody can hold
    private static Number number(String text) {
        boolean whole = WHOLE.matcher(text).matches();
        if (whole && text.length() < 10) {
            return Integer.valueOf(text);
        }
        if (LongNumbers.tooLong(text)) {
            throw LongNumbers.refusal().asException();
        }
        return whole ? new BigInteger(text) : new WrittenNumber(text);
    }

    static void write(JsonWriter writer, @Nullable Object value) {
        switch (value) {
            case null -> writer.nullValue();
            case String text -> writer.value(text);
            case Boolean flag -> writer.value(flag);
            case Integer number -> writer.value(number.longValue());
            case Long number -> writer.value(number);
            case Number number -> writer.raw(number.toString());
            case Map<?, ?> map -> {
                writer.object();
                map.forEach((name, member) -> write(writer.name(String.valueOf(name)), member));
                writer.endObject();
            }
            case List<?> list -> {
                writer.array();
                list.forEach(item -> write(writer, item));
                writer.endArray();
            }
            default -> writer.value(value.toString());
        }
    }

    static String text(Object value) {
        var writer = new JsonWriter();
        write(writer, value);
        return writer.toString();
    }
}
