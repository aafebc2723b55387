package io.polygate.wire;

import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;

/// JSON Schema as Gemini's `Schema` message (an OpenAPI 3.0 subset with types in capitals), and back.
///
/// The way there resolves local references, turns `null` types into `nullable`, `const` into `enum`, `oneOf` into
/// `anyOf`, merges `allOf`, and reports every keyword that the subset has no room for. Source: google.ai
/// generativelanguage v1beta `content.proto`.
public final class JsonSchemas {

    private JsonSchemas() {}

    /// The schema in Gemini's subset; `path` is the field that warnings name.
    public static String toGemini(RawJson schema, String path, Warnings warnings) {
        var writer = new JsonWriter();
        new GeminiSchemaWriter(Json.parse(schema.text()), path, warnings, writer).write();
        return writer.toString();
    }

    /// A schema in Gemini's subset as JSON Schema.
    public static RawJson fromGemini(Json schema) {
        var writer = new JsonWriter();
        fromGemini(schema, writer);
        return new RawJson(writer.toString());
    }

    private static void fromGemini(Json schema, JsonWriter writer) {
        if (!schema.isObject()) {
            writer.raw(schema);
            return;
        }
        var nullable = schema.isTrue("nullable");
        writer.object();
        for (var member : schema.members()) {
            var value = member.value();
            switch (member.name()) {
                case "type" -> type(value, nullable, writer);
                case "nullable", "propertyOrdering" -> {}
                case "properties" -> {
                    writer.name("properties").object();
                    for (var property : value.members()) {
                        fromGemini(property.value(), writer.name(property.name()));
                    }
                    writer.endObject();
                }
                case "items" -> fromGemini(value, writer.name("items"));
                case "anyOf" -> {
                    writer.name("anyOf").array();
                    value.items().forEach(item -> fromGemini(item, writer));
                    writer.endArray();
                }
                case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" -> {
                    // proto JSON writes 64-bit integers as strings
                    var text = value.asString();
                    writer.rawField(member.name(), text == null ? value.raw() : text);
                }
                default -> writer.name(member.name()).raw(value);
            }
        }
        writer.endObject();
    }

    private static void type(Json type, boolean nullable, JsonWriter writer) {
        var text = type.asString();
        if (text == null) {
            writer.name("type").raw(type);
            return;
        }
        var name = text.toLowerCase(Locale.ROOT);
        if (nullable) {
            writer.name("type").array().value(name).value("null").endArray();
        } else if (!name.equals("type_unspecified")) {
            writer.field("type", name);
        }
    }
}
