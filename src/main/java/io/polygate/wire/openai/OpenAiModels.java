package io.polygate.wire.openai;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Lists of models, from the gateway's own `[{"name", "provider"}]`.
public final class OpenAiModels {

    /// The gateway knows no creation date of a model; clients demand a number.
    private static final long CREATED = 1_700_000_000L;

    private OpenAiModels() {}

    /// `{"object": "list", "data": [model]}`.
    public static Buffer list(Buffer models) {
        var json = new JsonWriter(512)
                .object()
                .field("object", "list")
                .name("data")
                .array();
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
        json.object().field("id", model.string("name")).field("object", "model").field("created", CREATED);
        json.field("owned_by", model.string("provider")).endObject();
    }
}
