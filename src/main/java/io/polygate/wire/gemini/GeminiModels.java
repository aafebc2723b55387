package io.polygate.wire.gemini;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Lists of models as `GET /v1beta/models` has them, from the gateway's own `[{"name", "provider"}]`.
///
/// The gateway knows neither limits nor versions of a model, and says nothing of them.
public final class GeminiModels {

    private static final String METHODS =
            "[\"generateContent\",\"streamGenerateContent\",\"countTokens\",\"embedContent\",\"batchEmbedContents\"]";

    private GeminiModels() {}

    /// `{"models": [model]}`.
    public static Buffer list(Buffer models) {
        var json = new JsonWriter(512).object().name("models").array();
        Json.parse(models).items().forEach(model -> write(json, model));
        return json.endArray().endObject().toBuffer();
    }

    /// The first model alone.
    public static Buffer one(Buffer models) {
        var json = new JsonWriter(128);
        write(json, Json.parse(models).items().getFirst());
        return json.toBuffer();
    }

    private static void write(JsonWriter json, Json model) {
        var name = model.string("name");
        json.object().field("name", "models/" + name).field("displayName", name);
        json.field("description", model.string("provider"));
        json.rawField("supportedGenerationMethods", METHODS).endObject();
    }
}
