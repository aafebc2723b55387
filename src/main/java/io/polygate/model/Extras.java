package io.polygate.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Fields of one dialect that the canonical model has no place for, in the order in which they came.
///
/// They are written again only by the dialect that read them; any other one reports them as not expressible.
public record Extras(String dialect, Map<String, RawJson> fields) {

    public static final Extras NONE = new Extras("", Map.of());

    public Extras {
        fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// The extras `fields` of `dialect`, or [#NONE] where there are none.
    public static Extras of(String dialect, Map<String, RawJson> fields) {
        return fields.isEmpty() ? NONE : new Extras(dialect, fields);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /// The fields, where they are of the dialect named, else none.
    public Map<String, RawJson> of(String name) {
        return dialect.equals(name) ? fields : Map.of();
    }
}
