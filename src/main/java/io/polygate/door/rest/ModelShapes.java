package io.polygate.door.rest;

import io.polygate.wire.gemini.GeminiModels;
import io.polygate.wire.openai.OpenAiModels;
import io.vertx.core.buffer.Buffer;

/// Lists of models in the shape of a dialect, from the gateway's own list.
final class ModelShapes {

    private ModelShapes() {}

    static Buffer list(String dialect, Buffer models) {
        return switch (dialect) {
            case "gemini" -> GeminiModels.list(models);
            default -> OpenAiModels.list(models);
        };
    }

    static Buffer one(String dialect, Buffer models) {
        return switch (dialect) {
            case "gemini" -> GeminiModels.one(models);
            default -> OpenAiModels.one(models);
        };
    }
}
