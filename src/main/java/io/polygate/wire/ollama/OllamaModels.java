package io.polygate.wire.ollama;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Lists of models in Ollama's shape, from the gateway's own list `[{"name", …}]`, which knows no dates, sizes and
/// digests.
public final class OllamaModels {

    private static final String CREATED = "2023-11-14T22:13:20Z";

    private OllamaModels() {}

    public static Buffer list(Buffer models) {
        var json = new JsonWriter(1024).object().name("models").array();
        for (var model : Json.parse(models).items()) {
            var name = model.string("name");
            json.object().field("name", name).field("model", name);
            json.field("modified_at", CREATED);
            json.field("size", 0L).field("digest", "").name("details").object();
            json.field("parent_model", "").field("format", "").field("family", "");
            json.name("families").array().endArray();
            json.field("parameter_size", "")
                    .field("quantization_level", "")
                    .endObject()
                    .endObject();
        }
        return json.endArray().endObject().toBuffer();
    }
}
