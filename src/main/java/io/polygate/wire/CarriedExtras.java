package io.polygate.wire;

import io.polygate.model.Extras;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;

/// A caller's extra fields that a vendor has by the same name, whatever the caller's dialect: vendors' own parameters
/// are sent through OpenAI's clients as they are.
public final class CarriedExtras {

    private CarriedExtras() {}

    /// Writes the fields that `names` holds, and warns of the others.
    public static void write(Extras extras, Set<String> names, Warnings warnings, JsonWriter json) {
        extras.fields().forEach((name, value) -> {
            if (names.contains(name)) {
                json.rawField(name, value.text());
            }
        });
        warn(extras, names, warnings);
    }

    /// Warns of the fields that are in none of a vendor's names.
    public static void warn(Extras extras, Set<String> names, Warnings warnings) {
        extras.fields().keySet().stream()
                .filter(name -> !names.contains(name) && !name.equals("id"))
                .forEach(warnings::unsupported);
    }
}
