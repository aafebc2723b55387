package io.polygate.wire.ollama;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/// Lists of models in Ollama's shape, from the gateway's own in OpenAI's. The gateway knows no sizes and digests.
public final class OllamaModels {

    private OllamaModels() {}

    public static Buffer list(Buffer models) {
        var json = new JsonWriter(1024).object().name("models").array();
        for (var model : Json.parse(models).items("data")) {
            var name = model.string("id");
            json.object().field("name", name).field("model", name);
            json.field(
                    "modified_at", Instant.ofEpochSecond(model.count("created")).toString());
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
