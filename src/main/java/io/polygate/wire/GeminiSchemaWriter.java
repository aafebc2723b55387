package io.polygate.wire;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes one JSON schema in Gemini's subset. A reference that leads back to itself becomes a plain object.
final class GeminiSchemaWriter {

    private static final List<String> KEPT = List.of(
            "title",
            "description",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "example",
            "default");
    private static final Set<String> FORMATS =
            Set.of("float", "double", "int32", "int64", "enum", "date-time", "date", "time");
    /// Keywords that are handled, or that say nothing a model needs.
    private static final Set<String> SILENT = Set.of(
            "$schema",
            "$id",
            "$ref",
            "$defs",
            "definitions",
            "$comment",
            "additionalProperties",
            "type",
            "nullable",
            "format",
            "enum",
            "const",
            "oneOf",
            "anyOf",
            "allOf",
            "properties",
            "required",
            "items",
            "propertyOrdering",
            "strict",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly");
    /// Schemas deeper than this are cut to a plain object: references may make them grow without end.
    private static final int MAX_DEPTH = 64;

    private static final Json ANY = Json.parse("{}");

    private final Json root;
    private final String path;
    private final Warnings warnings;
    private final JsonWriter writer;
    private final Deque<String> following = new ArrayDeque<>();

    GeminiSchemaWriter(Json root, String path, Warnings warnings, JsonWriter writer) {
        this.root = root;
        this.path = path;
        this.warnings = warnings;
        this.writer = writer;
    }

    void write() {
        write(root, false, 0);
    }

    private void write(Json schema, boolean nullable, int depth) {
        var reference = schema.string("$ref");
        if (depth > MAX_DEPTH || (reference != null && following.contains(reference))) {
            warnings.add(path, "a recursive schema is cut");
            writer.object().field("type", "OBJECT").endObject();
            return;
        }
        if (reference == null) {
            keywords(schema, nullable, depth);
            return;
        }
        following.push(reference);
        var target = resolve(reference);
        write(target == null ? ANY : target, nullable, depth + 1);
        following.pop();
    }

    private @Nullable Json resolve(String reference) {
        if (!reference.startsWith("#")) {
            warnings.add(path, "a reference to another document is dropped");
            return null;
        }
        @Nullable Json target = root;
        for (var step : reference.substring(1).split("/")) {
            if (!step.isEmpty() && target != null) {
                target = target.get(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return target;
    }

    private void keywords(Json schema, boolean outerNullable, int depth) {
        var merged = new LinkedHashMap<String, Json>();
        merge(schema, merged, 0);
        var types = types(merged.get("type"));
        var options = options(merged);
        var nullable = outerNullable
                || types.remove("null")
                || options.removeIf(option -> "null".equals(option.string("type")))
                || (merged.get("nullable") != null && merged.get("nullable").type() == JsonType.TRUE);
        warnOfDropped(merged);
        if (options.size() == 1 && types.isEmpty()) {
            write(options.getFirst(), nullable, depth + 1);
            return;
        }
        writer.object();
        type(types, merged);
        if (nullable) {
            writer.field("nullable", true);
        }
        values(merged);
        for (var key : KEPT) {
            var value = merged.get(key);
            if (value != null) {
                writer.name(key).raw(value);
            }
        }
        children(merged, depth);
        if (!options.isEmpty() || types.size() > 1) {
            writer.name("anyOf").array();
            options.forEach(option -> write(option, false, depth + 1));
            if (options.isEmpty()) {
                types.forEach(t -> writer.object()
                        .field("type", t.toUpperCase(Locale.ROOT))
                        .endObject());
            }
            writer.endArray();
        }
        writer.endObject();
    }

    /// A schema's keywords with those of its `allOf`: properties and required names add up, else the first one counts.
    private void merge(Json schema, Map<String, Json> merged, int depth) {
        for (var member : schema.members()) {
            merged.merge(member.name(), member.value(), (a, b) -> switch (member.name()) {
                case "properties" -> joined(a, b, '{', '}');
                case "required" -> joined(a, b, '[', ']');
                default -> a;
            });
        }
        for (var part : schema.items("allOf")) {
            var reference = part.string("$ref");
            var target = reference == null ? part : resolve(reference);
            if (target != null && depth < MAX_DEPTH) {
                merge(target, merged, depth + 1);
            }
        }
    }

    private static Json joined(Json a, Json b, char open, char close) {
        var first = a.raw().substring(1, a.raw().length() - 1);
        var second = b.raw().substring(1, b.raw().length() - 1);
        var comma = first.isBlank() || second.isBlank() ? "" : ",";
        return Json.parse(open + first + comma + second + close);
    }

    private static Set<String> types(@Nullable Json type) {
        var types = new LinkedHashSet<String>();
        if (type != null) {
            var single = type.asString();
            if (single != null) {
                types.add(single.toLowerCase(Locale.ROOT));
            }
            type.items().forEach(t -> types.add(t.raw().replace("\"", "").toLowerCase(Locale.ROOT)));
        }
        return types;
    }

    private static List<Json> options(Map<String, Json> merged) {
        var options = new ArrayList<Json>();
        for (var key : List.of("anyOf", "oneOf")) {
            var value = merged.get(key);
            if (value != null) {
                options.addAll(value.items());
            }
        }
        return options;
    }

    private void type(Set<String> types, Map<String, Json> merged) {
        if (types.size() == 1) {
            writer.field("type", types.iterator().next().toUpperCase(Locale.ROOT));
        } else if (types.isEmpty() && merged.containsKey("properties")) {
            writer.field("type", "OBJECT");
        } else if (types.isEmpty() && (merged.containsKey("enum") || merged.containsKey("const"))) {
            writer.field("type", "STRING");
        }
        var format = merged.get("format");
        if (format != null && FORMATS.contains(String.valueOf(format.asString()))) {
            writer.name("format").raw(format);
        }
    }

    private void values(Map<String, Json> merged) {
        var constant = merged.get("const");
        var list = merged.get("enum");
        var values = constant != null ? List.of(constant) : list == null ? List.<Json>of() : list.items();
        var strings = values.stream().filter(Json::isString).toList();
        if (!strings.isEmpty()) {
            writer.name("enum").array();
            strings.forEach(writer::raw);
            writer.endArray();
        } else if (!values.isEmpty()) {
            warnings.add(path, "an enum of values that are no strings is dropped");
        }
    }

    private void children(Map<String, Json> merged, int depth) {
        var properties = merged.get("properties");
        if (properties != null && properties.isObject()) {
            writer.name("properties").object();
            for (var property : properties.members()) {
                writer.name(property.name());
                write(property.value(), false, depth + 1);
            }
            writer.endObject();
        }
        var required = merged.get("required");
        if (required != null && !required.items().isEmpty()) {
            writer.name("required").array();
            required.items().stream().distinct().forEach(writer::raw);
            writer.endArray();
        }
        var items = merged.get("items");
        if (items != null && items.isObject()) {
            writer.name("items");
            write(items, false, depth + 1);
        }
        var ordering = merged.get("propertyOrdering");
        if (ordering != null) {
            writer.name("propertyOrdering").raw(ordering);
        }
    }

    private void warnOfDropped(Map<String, Json> merged) {
        for (var key : merged.keySet()) {
            if (!SILENT.contains(key) && !KEPT.contains(key)) {
                warnings.add(path + "." + key, "not part of the schemas that gemini takes");
            }
        }
    }
}
