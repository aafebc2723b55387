package io.polygate.wire.replay;

import io.polygate.wire.Quirks;
import io.polygate.wire.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The quirks of the vendors' presets.
final class Presets {

    private Presets() {}

    /// The quirks of a preset; of no such preset, none.
    static Quirks quirks(String id) {
        try (var file = Presets.class.getResourceAsStream("/presets/" + id + ".yaml")) {
            if (file == null) {
                return Quirks.NONE;
            }
            var preset = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            if (!(preset.get("quirks") instanceof Map<?, ?> quirks)) {
                return Quirks.NONE;
            }
            var json = new JsonObject();
            quirks.forEach((key, value) -> json.put(key.toString(), value));
            return Quirks.decode(id, Json.parse(json.encode()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
