package io.polygate.wire.anthropic;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A JSON schema as Claude takes it for structured outputs: objects are closed, and what is no part of its grammar goes
/// into the description, where the model reads it. As Anthropic's own SDKs do
/// (https://platform.claude.com/docs/en/build-with-claude/structured-outputs).
final class ClaudeSchemas {

    private static final Set<String> KEPT =
            Set.of("type", "title", "$ref", "enum", "const", "default", "required", "$schema", "$id", "$comment");
    private static final Set<String> SHAPES = Set.of(
            "properties",
            "$defs",
            "definitions",
            "items",
            "anyOf",
            "allOf",
            "oneOf",
            "description",
            "additionalProperties");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private ClaudeSchemas() {}

    static String closed(String schema) {
        var json = Json.parse(schema);
        if (!json.isObject()) {
            return schema;
        }
        var out = new JsonWriter(schema.length() + 64);
        write(json, out);
        return out.toString();
    }

    private static void write(Json schema, JsonWriter out) {
        if (!schema.isObject()) {
            out.raw(schema);
            return;
        }
        var description = description(schema);
        out.object();
        for (var member : schema.members()) {
            switch (member.name()) {
                case "description" -> out.field("description", description);
                case "additionalProperties" -> {
                    if (isObject(schema)) {
                        out.field("additionalProperties", false);
                    }
                }
                default -> member(member.name(), member.value(), out);
            }
        }
        if (isObject(schema) && !schema.has("additionalProperties")) {
            out.field("additionalProperties", false);
        }
        out.field("description", schema.has("description") ? null : description).endObject();
    }

    private static void member(String name, Json value, JsonWriter out) {
        switch (name) {
            case "properties", "$defs", "definitions" -> {
                out.name(name).object();
                value.members().forEach(part -> write(part.value(), out.name(part.name())));
                out.endObject();
            }
            case "items" -> write(value, out.name(name));
            case "anyOf", "allOf" -> alternatives(name, value, out);
            case "oneOf" -> alternatives("anyOf", value, out);
            default -> {
                if (taken(name, value)) {
                    out.name(name).raw(value);
                }
            }
        }
    }

    private static void alternatives(String name, Json value, JsonWriter out) {
        out.name(name).array();
        value.items().forEach(item -> write(item, out));
        out.endArray();
    }

    private static boolean taken(String name, Json value) {
        var count = value.asLong();
        var text = value.asString();
        return KEPT.contains(name)
                || (name.equals("minItems") && count != null && count <= 1)
                || (name.equals("format") && text != null && FORMATS.contains(text));
    }

    private static boolean isObject(Json schema) {
        var type = schema.get("type");
        return schema.get("properties") != null
                || type != null
                        && ("object".equals(type.asString())
                                || type.items().stream().anyMatch(item -> "object".equals(item.asString())));
    }

    /// The description with what has no other place, or null where there is neither.
    private static @Nullable String description(Json schema) {
        var said = schema.string("description");
        var unsaid = schema.members().stream()
                .filter(member -> !SHAPES.contains(member.name()) && !taken(member.name(), member.value()))
                .map(member -> member.name() + ": " + member.value().raw())
                .collect(Collectors.joining(", "));
        if (unsaid.isEmpty()) {
            return said;
        }
        return (said == null ? "" : said + "\n\n") + "{" + unsaid + "}";
    }
}
