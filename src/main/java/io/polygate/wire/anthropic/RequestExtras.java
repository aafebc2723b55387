package io.polygate.wire.anthropic;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request's fields without a place in the model. What is left of an object that has a place in part
/// (`thinking.block_binding`) stands under the object's name and joins its other members when it is written.
final class RequestExtras {

    private final Map<String, RawJson> fields;

    private RequestExtras(Map<String, RawJson> fields) {
        this.fields = fields;
    }

    static RequestExtras of(Extras extras) {
        return new RequestExtras(new LinkedHashMap<>(extras.of(AnthropicDialect.NAME)));
    }

    static RequestExtras ofRequest(Fields request, Set<String> known) {
        return of(request.extras(AnthropicDialect.NAME, known));
    }

    /// Keeps the members of an object that are not known.
    void keep(String name, @Nullable Fields object, Set<String> known) {
        if (object != null) {
            keep(name, object.extras(AnthropicDialect.NAME, known));
        }
    }

    void keep(String name, Extras rest) {
        if (!rest.isEmpty()) {
            var json = new JsonWriter().object();
            rest.fields().forEach((member, value) -> json.rawField(member, value.text()));
            fields.put(name, new RawJson(json.endObject().toString()));
        }
    }

    Extras extras() {
        return Extras.of(AnthropicDialect.NAME, fields);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /// Writes what was kept of an object as its further members, and forgets it.
    void write(String name, Set<String> written, JsonWriter json) {
        var kept = fields.remove(name);
        if (kept != null) {
            for (var member : Json.parse(kept.text()).members()) {
                if (!written.contains(member.name())) {
                    json.name(member.name()).raw(member.value());
                }
            }
        }
    }

    /// Writes all that is left.
    void writeRest(JsonWriter json) {
        fields.forEach((name, value) -> json.rawField(name, value.text()));
    }
}
