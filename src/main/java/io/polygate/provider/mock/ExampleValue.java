package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A value that fits a JSON schema (draft 2020-12, what tools use of it): constants, enumerations and defaults first,
/// then the least that the types and bounds allow. `pattern` and conditional schemas are not looked at.
final class ExampleValue {

    /// Deeper than this only what is required is given, then nothing: schemas may refer to themselves.
    private static final int OPTIONAL_DEPTH = 4;

    private static final int MAX_DEPTH = 24;

    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_ITEMS = 100;

    private final Json root;
    private final JsonWriter out = new JsonWriter();

    private ExampleValue(Json root) {
        this.root = root;
    }

    static String of(Json schema) {
        var example = new ExampleValue(schema);
        example.write(schema, "value", 0);
        return example.out.toString();
    }

    private void write(Json given, String name, int depth) {
        var schema = resolved(given);
        var ready = ready(schema);
        if (ready != null) {
            out.raw(ready);
            return;
        }
        if (depth > MAX_DEPTH || out.length() > MAX_LENGTH) {
            out.nullValue();
            return;
        }
        switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> out.raw(ExampleScalar.number(schema, true));
            case "number" -> out.raw(ExampleScalar.number(schema, false));
            case "boolean" -> out.value(true);
            case "null" -> out.nullValue();
            default -> out.value(ExampleScalar.string(schema, name));
        }
    }

    /// The schema behind references and alternatives; the first alternative that is not null is taken.
    private Json resolved(Json given) {
        var schema = given;
        for (int hops = 0; hops < MAX_DEPTH; hops++) {
            var next = next(schema);
            if (next == null) {
                return schema;
            }
            schema = next;
        }
        return schema;
    }

    private @Nullable Json next(Json schema) {
        var reference = schema.string("$ref");
        if (reference != null) {
            return find(reference);
        }
        for (var word : new String[] {"anyOf", "oneOf", "allOf"}) {
            var alternatives = schema.items(word);
            for (var alternative : alternatives) {
                if (!"null".equals(alternative.string("type"))) {
                    return alternative;
                }
            }
        }
        return null;
    }

    /// A JSON pointer within the schema (RFC 6901), or null where it leads nowhere.
    private @Nullable Json find(String reference) {
        if (!reference.startsWith("#")) {
            return null;
        }
        Json at = root;
        for (var step : reference.substring(1).split("/")) {
            if (!step.isEmpty()) {
                at = at.get(step.replace("~1", "/").replace("~0", "~"));
                if (at == null) {
                    return null;
                }
            }
        }
        return at;
    }

    private static @Nullable Json ready(Json schema) {
        var constant = schema.member("const");
        if (constant != null) {
            return constant;
        }
        var values = schema.items("enum");
        return values.isEmpty() ? schema.member("default") : values.getFirst();
    }

    private static String type(Json schema) {
        var type = schema.get("type");
        if (type == null) {
            return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
        }
        var single = type.asString();
        if (single != null) {
            return single;
        }
        return type.items().stream()
                .map(Json::asString)
                .filter(word -> word != null && !word.equals("null"))
                .findFirst()
                .orElse("null");
    }

    private void object(Json schema, int depth) {
        var required = schema.items("required").stream().map(Json::asString).toList();
        var given = new ArrayList<String>();
        out.object();
        var properties = schema.object("properties");
        if (properties != null) {
            for (var property : properties.members()) {
                if (depth < OPTIONAL_DEPTH || required.contains(property.name())) {
                    out.name(property.name());
                    write(property.value(), property.name(), depth + 1);
                    given.add(property.name());
                }
            }
        }
        required.stream().filter(name -> name != null && !given.contains(name)).forEach(name -> out.field(name, name));
        out.endObject();
    }

    private void array(Json schema, String name, int depth) {
        var prefix = schema.items("prefixItems");
        var least = schema.number("minItems");
        long wanted = least == null ? (depth < OPTIONAL_DEPTH ? 1 : 0) : Math.min(least, MAX_ITEMS);
        var most = schema.number("maxItems");
        long count = most == null ? wanted : Math.min(wanted, most);
        out.array();
        for (int i = 0; i < Math.max(count, prefix.size()); i++) {
            write(i < prefix.size() ? prefix.get(i) : itemsOf(schema), name, depth + 1);
        }
        out.endArray();
    }

    private static Json itemsOf(Json schema) {
        var items = schema.object("items");
        return items == null ? Json.parse("{}") : items;
    }
}
