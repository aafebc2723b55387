package io.polygate.wire.responses;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an item says beyond its content, kept at its part (at each part of a message): `id`, `phase` and other fields.
///
/// A message's text has fields of its own beside them, so that what only the message has, other than `id` and `phase`,
/// is kept as `message.<name>`. A status is not kept: it is told anew.
final class ItemExtras {

    private static final String MESSAGE = "message.";
    private static final Set<String> MESSAGE_KNOWN = Set.of("type", "role", "content", "status");
    private static final Set<String> MESSAGE_PLAIN = Set.of("id", "phase");

    private ItemExtras() {}

    /// The fields of an item that are not in `known`; a null says nothing.
    static LinkedHashMap<String, RawJson> of(Json item, Set<String> known) {
        var fields = new LinkedHashMap<String, RawJson>();
        for (var member : item.members()) {
            if (!known.contains(member.name()) && !member.value().isNull()) {
                fields.put(member.name(), new RawJson(member.value().raw()));
            }
        }
        return fields;
    }

    /// The fields of a message itself, under the names that they have at its parts.
    static Map<String, RawJson> ofMessage(Json message) {
        var fields = new LinkedHashMap<String, RawJson>();
        of(message, MESSAGE_KNOWN)
                .forEach((name, value) -> fields.put(MESSAGE_PLAIN.contains(name) ? name : MESSAGE + name, value));
        return fields;
    }

    static Extras merged(Map<String, RawJson> message, Map<String, RawJson> part) {
        var fields = new LinkedHashMap<>(message);
        part.forEach(fields::putIfAbsent);
        return Extras.of(ResponsesDialect.NAME, fields);
    }

    /// The fields of the message that a part's extras tell.
    static Map<String, String> messageFields(Extras extras) {
        var fields = new LinkedHashMap<String, String>();
        extras.of(ResponsesDialect.NAME).forEach((name, value) -> {
            if (MESSAGE_PLAIN.contains(name)) {
                fields.put(name, value.text());
            } else if (name.startsWith(MESSAGE)) {
                fields.put(name.substring(MESSAGE.length()), value.text());
            }
        });
        return fields;
    }

    /// The fields of the text itself that a part's extras tell.
    static Map<String, String> textFields(Extras extras) {
        var fields = new LinkedHashMap<String, String>();
        extras.of(ResponsesDialect.NAME).forEach((name, value) -> {
            if (!MESSAGE_PLAIN.contains(name) && !name.startsWith(MESSAGE)) {
                fields.put(name, value.text());
            }
        });
        return fields;
    }

    /// The item's own id, or null.
    static @Nullable String id(Extras extras) {
        return string(extras, "id");
    }

    static @Nullable String string(Extras extras, String name) {
        var raw = extras.of(ResponsesDialect.NAME).get(name);
        return raw == null ? null : Json.parse(raw.text()).asString();
    }
}
