package io.polygate.wire;

import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the parameters of a request under a vendor's names, and warns of those that it refuses. Null and empty values
/// are left out.
public final class ParameterWriter {

    private final Quirks quirks;
    private final Set<String> alsoRefused;
    private final Warnings warnings;
    private final JsonWriter json;

    /// `alsoRefused` are parameters that this one request can't have.
    public ParameterWriter(Quirks quirks, Set<String> alsoRefused, Warnings warnings, JsonWriter json) {
        this.quirks = quirks;
        this.alsoRefused = alsoRefused;
        this.warnings = warnings;
        this.json = json;
    }

    /// Whether the vendor takes the parameter; warns where not.
    public boolean takes(String name) {
        var taken = quirks.takes(name) && !alsoRefused.contains(name);
        if (!taken) {
            warnings.unsupported(name);
        }
        return taken;
    }

    public void string(String name, @Nullable String value) {
        if (value != null && takes(name)) {
            json.field(quirks.rename(name), quirks.value(name, value));
        }
    }

    public void number(String name, @Nullable Long value) {
        if (value != null && takes(name)) {
            json.field(quirks.rename(name), value);
        }
    }

    public void number(String name, @Nullable Double value) {
        if (value != null && takes(name)) {
            json.rawField(quirks.rename(name), Numbers.text(value));
        }
    }

    /// A parameter that only vendors who say so take.
    public void extension(String name, @Nullable Long value) {
        if (value != null && !quirks.accepts().contains(name)) {
            warnings.unsupported(name);
        } else if (value != null) {
            json.field(quirks.rename(name), value);
        }
    }

    public void bool(String name, @Nullable Boolean value) {
        if (value != null && takes(name)) {
            json.field(quirks.rename(name), value);
        }
    }

    public void strings(String name, List<String> values) {
        if (!values.isEmpty() && takes(name)) {
            json.name(quirks.rename(name)).array();
            values.forEach(json::value);
            json.endArray();
        }
    }

    public void strings(String name, Map<String, String> values) {
        if (!values.isEmpty() && takes(name)) {
            json.name(quirks.rename(name)).object();
            values.forEach(json::field);
            json.endObject();
        }
    }

    public void raw(String name, @Nullable String value) {
        if (value != null && takes(name)) {
            json.rawField(quirks.rename(name), value);
        }
    }

    public void unsupported(String name, @Nullable Object value) {
        if (value != null) {
            warnings.unsupported(name);
        }
    }
}
