package io.polygate.wire.replay;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON value with one place of it changed.
final class HostileJson {

    private HostileJson() {}

    /// The paths of all values in it, as `messages.0.content`.
    static List<String> places(Json json) {
        var places = new ArrayList<String>();
        places("", json, places);
        return places;
    }

    private static void places(String path, Json json, List<String> places) {
        if (!path.isEmpty()) {
            places.add(path);
        }
        if (json.isObject()) {
            json.members().forEach(m -> places(at(path, m.name()), m.value(), places));
        } else if (json.isArray()) {
            for (var i = 0; i < Math.min(json.items().size(), 12); i++) {
                places(at(path, String.valueOf(i)), json.items().get(i), places);
            }
        }
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    static String with(Json json, String place, String value) {
        return write("", json, place, value, false);
    }

    static String without(Json json, String place) {
        return write("", json, place, null, false);
    }

    /// The member at the place stands there twice; in an array, the item.
    static String twice(Json json, String place) {
        return write("", json, place, null, true);
    }

    private static String write(String path, Json json, String place, @Nullable String value, boolean twice) {
        if (!json.isObject() && !json.isArray()) {
            return json.raw();
        }
        var out = new StringBuilder(json.isObject() ? "{" : "[");
        var items = json.isObject()
                ? json.members().stream().map(Json.Member::value).toList()
                : json.items();
        for (var i = 0; i < items.size(); i++) {
            var name = json.isObject() ? json.members().get(i).name() : String.valueOf(i);
            var here = at(path, name);
            var hit = here.equals(place);
            if (hit && value == null && !twice) {
                continue;
            }
            var inner = hit && value != null ? value : write(here, items.get(i), place, value, twice);
            var member = (json.isObject() ? JsonWriter.quote(name) + ":" : "") + inner;
            out.append(out.length() > 1 ? "," : "").append(member);
            if (hit && twice) {
                out.append(",").append(member);
            }
        }
        return out.append(json.isObject() ? "}" : "]").toString();
    }
}
