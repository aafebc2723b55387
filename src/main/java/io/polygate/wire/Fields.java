package io.polygate.wire;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Typed access to a request's object that knows its path: a wrong type is an error which names the place.
///
/// The JSON null counts as absent everywhere.
public record Fields(Json json, String path) {

    public static Fields root(Json json) {
        return new Fields(json, "");
    }

    /// The value as an object, or an error.
    public static Fields object(Json json, String path) {
        if (!json.isObject()) {
            throw wrongType(path, json, "an object");
        }
        return new Fields(json, path);
    }

    public @Nullable Json get(String name) {
        return json.get(name);
    }

    public @Nullable String string(String name) {
        var value = json.get(name);
        if (value != null && !value.isString()) {
            throw wrongType(at(name), value, "a string");
        }
        return value == null ? null : value.asString();
    }

    public String requireString(String name) {
        var value = string(name);
        if (value == null) {
            throw missing(name, "a string");
        }
        return value;
    }

    public @Nullable Long integer(String name) {
        var value = json.get(name);
        if (value == null) {
            return null;
        }
        var number = value.asLong();
        if (number == null) {
            throw value.isNumber()
                    ? invalid(name, brief(value) + " (expected: an integer)")
                    : wrongType(at(name), value, "an integer");
        }
        return number;
    }

    public @Nullable Double number(String name) {
        var value = json.get(name);
        if (value != null && !value.isNumber()) {
            throw wrongType(at(name), value, "a number");
        }
        return value == null ? null : value.asDouble();
    }

    public @Nullable Boolean bool(String name) {
        var value = json.get(name);
        if (value != null && value.asBoolean() == null) {
            throw wrongType(at(name), value, "a boolean");
        }
        return value == null ? null : value.asBoolean();
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(bool(name));
    }

    public @Nullable Fields object(String name) {
        var value = json.get(name);
        return value == null ? null : object(value, at(name));
    }

    public Fields requireObject(String name) {
        var value = object(name);
        if (value == null) {
            throw missing(name, "an object");
        }
        return value;
    }

    /// The objects of an array; none where it is absent.
    public List<Fields> objects(String name) {
        var items = new ArrayList<Fields>();
        for (var item : array(name)) {
            items.add(object(item, at(name) + "[" + items.size() + "]"));
        }
        return items;
    }

    public List<Fields> requireObjects(String name) {
        if (json.get(name) == null) {
            throw missing(name, "an array");
        }
        return objects(name);
    }

    public List<Json> array(String name) {
        var value = json.get(name);
        if (value != null && !value.isArray()) {
            throw wrongType(at(name), value, "an array");
        }
        return value == null ? List.of() : value.items();
    }

    /// The strings of an array; none where it is absent.
    public List<String> strings(String name) {
        var strings = new ArrayList<String>();
        for (var item : array(name)) {
            var string = item.asString();
            if (string == null) {
                throw wrongType(at(name) + "[" + strings.size() + "]", item, "a string");
            }
            strings.add(string);
        }
        return strings;
    }

    public @Nullable RawJson raw(String name) {
        var value = json.get(name);
        return value == null ? null : new RawJson(value.raw());
    }

    /// Every member that is not in `known`, as written (an explicit null too).
    public Extras extras(String dialect, Set<String> known) {
        return extras(json, dialect, known);
    }

    public static Extras extras(Json json, String dialect, Set<String> known) {
        LinkedHashMap<String, RawJson> rest = null;
        for (var member : json.members()) {
            if (!known.contains(member.name())) {
                rest = rest == null ? new LinkedHashMap<>() : rest;
                rest.put(member.name(), new RawJson(member.value().raw()));
            }
        }
        return rest == null ? Extras.NONE : Extras.of(dialect, rest);
    }

    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public GatewayException invalid(String name, String what) {
        return error(ErrorKind.INVALID_FIELD, at(name), what);
    }

    public GatewayException missing(String name, String expected) {
        return error(ErrorKind.MISSING_FIELD, at(name), "missing (expected: " + expected + ")");
    }

    public static GatewayException wrongType(String path, Json value, String expected) {
        var type = value.type();
        var found = type == JsonType.TRUE || type == JsonType.FALSE
                ? "boolean"
                : type.name().toLowerCase(Locale.ROOT);
        return error(ErrorKind.INVALID_FIELD, path, found + " (expected: " + expected + ")");
    }

    private static GatewayException error(ErrorKind kind, String path, String what) {
        return GatewayError.field(kind, path, path + ": " + what).asException();
    }

    private static String brief(Json value) {
        var text = value.raw();
        return text.length() <= 24 ? text : text.substring(0, 24) + "...";
    }
}
