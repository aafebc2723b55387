package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A field that is a text, an array of texts, an array of token numbers, or an array of such arrays.
final class Texts {

    private Texts() {}

    static List<String> decode(Json body, String name, int most) {
        var value = body.get(name);
        if (value == null) {
            throw Fields.missing(name, "a string or an array");
        }
        var single = single(value);
        if (single != null) {
            return List.of(single);
        }
        var items = value.items();
        if (items.isEmpty() || items.size() > most) {
            var found = value.isArray() ? items.size() + " items" : value.raw();
            throw Fields.wrong(name, found, "a string or an array of 1 to " + most);
        }
        var texts = new ArrayList<String>(items.size());
        for (int i = 0; i < items.size(); i++) {
            var text = single(items.get(i));
            if (text == null) {
                throw Fields.wrong(name + "[" + i + "]", items.get(i), "a string or an array of tokens");
            }
            texts.add(text);
        }
        return texts;
    }

    /// A string, or tokens as the text of their numbers; null for anything else.
    private static @Nullable String single(Json value) {
        if (value.isString()) {
            return value.asString();
        }
        var items = value.items();
        if (items.isEmpty() || !items.stream().allMatch(Json::isNumber)) {
            return null;
        }
        return items.stream().map(Json::raw).collect(Collectors.joining(" "));
    }
}
