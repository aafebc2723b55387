package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.wire.anthropic.AnthropicModels;
import io.polygate.wire.gemini.GeminiModels;
import io.polygate.wire.ollama.OllamaModels;
import io.polygate.wire.openai.OpenAiModels;
import io.vertx.core.buffer.Buffer;

/// Lists of models in the shape of a dialect, from the gateway's own list.
final class ModelShapes {

    private ModelShapes() {}

    static Buffer list(String dialect, Buffer models, EdgeRequest request) {
        return switch (dialect) {
            case "anthropic" -> AnthropicModels.list(models, page(request));
            case "gemini" -> GeminiModels.list(models);
            case "ollama" -> OllamaModels.list(models);
            default -> OpenAiModels.list(models);
        };
    }

    static Buffer one(String dialect, Buffer models) {
        return switch (dialect) {
            case "anthropic" -> AnthropicModels.one(models);
            case "gemini" -> GeminiModels.one(models);
            default -> OpenAiModels.one(models);
        };
    }

    private static AnthropicModels.Page page(EdgeRequest request) {
        var parameters = request.parameters();
        int limit = AnthropicModels.Page.DEFAULT_LIMIT;
        try {
            var asked = parameters.get("limit");
            limit = asked == null ? limit : Integer.parseInt(asked);
        } catch (NumberFormatException e) {
            limit = AnthropicModels.Page.DEFAULT_LIMIT;
        }
        int bounded = Math.max(1, Math.min(AnthropicModels.Page.MAX_LIMIT, limit));
        return new AnthropicModels.Page(bounded, parameters.get("after_id"), parameters.get("before_id"));
    }
}
