package io.polygate.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/// The entries that hold as JSON, secrets masked: numbers and truth values as such, all others as text.
final class EntryJson {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    private EntryJson() {}

    static JsonObject of(List<Entry> entries) {
        var json = new JsonObject();
        entries.stream().filter(Entry::live).forEach(entry -> json.put(entry.key(), value(entry)));
        return json;
    }

    private static Object value(Entry entry) {
        return switch (entry) {
            case Entry.Leaf leaf -> value(leaf.shown());
            case Entry.Leaves leaves ->
                new JsonArray(leaves.shown().stream().map(EntryJson::value).toList());
            case Entry.Group group -> of(group.entries());
            case Entry.Groups groups ->
                new JsonArray(groups.items().stream().map(EntryJson::of).toList());
        };
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
    }
}
