package io.polygate.wire.gemini;

import io.polygate.model.Extras;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request's object in proto JSON: a field may be spelled in camel or in snake case, a whole number may be a string,
/// and one message may stand where a list of them is meant. Fields are asked for in camel case.
record ProtoFields(Fields fields) {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    static ProtoFields root(Json json) {
        return new ProtoFields(Fields.root(json));
    }

    Json json() {
        return fields.json();
    }

    boolean has(String name) {
        return fields.get(key(name)) != null;
    }

    @Nullable
    Json get(String name) {
        return fields.get(key(name));
    }

    @Nullable
    String string(String name) {
        return fields.string(key(name));
    }

    String requireString(String name) {
        return fields.requireString(key(name));
    }

    @Nullable
    Long integer(String name) {
        var value = get(name);
        var text = value == null ? null : value.asString();
        return text != null && WHOLE.matcher(text).matches() ? Long.valueOf(text) : fields.integer(key(name));
    }

    @Nullable
    Double number(String name) {
        return fields.number(key(name));
    }

    @Nullable
    Boolean bool(String name) {
        return fields.bool(key(name));
    }

    @Nullable
    RawJson raw(String name) {
        return fields.raw(key(name));
    }

    List<String> strings(String name) {
        return fields.strings(key(name));
    }

    @Nullable
    ProtoFields object(String name) {
        var object = fields.object(key(name));
        return object == null ? null : new ProtoFields(object);
    }

    /// The objects of a list; a single object is a list of one, none where the field is absent.
    List<ProtoFields> objects(String name) {
        var value = get(name);
        if (value != null && value.isObject()) {
            return List.of(new ProtoFields(Fields.object(value, at(name))));
        }
        var objects = new ArrayList<ProtoFields>();
        fields.objects(key(name)).forEach(object -> objects.add(new ProtoFields(object)));
        return objects;
    }

    /// Members that are not in `known`, which has camel case names, as extras under `prefix` and their own name.
    void extras(String prefix, Set<String> known, Map<String, RawJson> into) {
        for (var member : json().members()) {
            if (!known.contains(camel(member.name()))) {
                into.put(prefix + member.name(), new RawJson(member.value().raw()));
            }
        }
    }

    Extras extras(Set<String> known) {
        var rest = new LinkedHashMap<String, RawJson>();
        extras("", known, rest);
        return Extras.of(GeminiDialect.NAME, rest);
    }

    String at(String name) {
        return fields.at(key(name));
    }

    String path() {
        return fields.path();
    }

    GatewayException invalid(String name, String what) {
        return fields.invalid(key(name), what);
    }

    GatewayException missing(String name, String expected) {
        return fields.missing(name, expected);
    }

    private String key(String name) {
        if (json().has(name)) {
            return name;
        }
        var snake = snake(name);
        return snake.length() > name.length() && json().has(snake) ? snake : name;
    }

    private static String snake(String name) {
        var snake = new StringBuilder(name.length() + 4);
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c + 32));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    static String camel(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        var camel = new StringBuilder(name.length());
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c == '_' && i + 1 < name.length()) {
                camel.append(Character.toUpperCase(name.charAt(++i)));
            } else {
                camel.append(c);
            }
        }
        return camel.toString();
    }
}
