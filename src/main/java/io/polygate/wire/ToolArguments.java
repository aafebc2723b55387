package io.polygate.wire;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// A call's arguments where one dialect has JSON text and another a JSON object.
public final class ToolArguments {

    private ToolArguments() {}

    /// The arguments as a JSON object: as written where they are one, `{}` for nothing or null, else the text as the
    /// only member `arguments` (a model's broken JSON is still seen by whoever must deal with it).
    public static String asObject(String arguments) {
        if (arguments.isBlank() || arguments.equals("null")) {
            return "{}";
        }
        try {
            var json = Json.parse(arguments);
            return json.isObject() ? arguments : wrapped("arguments", json.raw());
        } catch (JsonSyntaxException e) {
            return wrapped("arguments", JsonWriter.quote(arguments));
        }
    }

    private static String wrapped(String name, String json) {
        return new JsonWriter().object().rawField(name, json).endObject().toString();
    }

    /// The text of arguments that may be an object, a string with JSON in it, null or absent.
    public static String asText(@Nullable Json arguments) {
        if (arguments == null || arguments.isNull()) {
            return "";
        }
        var text = arguments.asString();
        return text == null ? arguments.raw() : text;
    }
}
