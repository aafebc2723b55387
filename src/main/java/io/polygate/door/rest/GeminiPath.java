package io.polygate.door.rest;

import io.polygate.model.Operation;
import org.jspecify.annotations.Nullable;

/// Gemini's paths: `/v1beta/models/{model}:{method}`. The model's name may hold slashes.
final class GeminiPath {

    static final String METHODS =
            "generateContent, streamGenerateContent, countTokens, embedContent or batchEmbedContents";

    private static final String MODELS = "/models/";

    private GeminiPath() {}

    /// What the path asks for, or null when its method is none of Gemini's.
    static @Nullable Shape shape(String path) {
        var name = modelPart(path);
        int colon = name.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        var method = name.substring(colon + 1);
        var operation =
                switch (method) {
                    case "generateContent", "streamGenerateContent" -> Operation.CHAT;
                    case "countTokens" -> Operation.COUNT_TOKENS;
                    case "embedContent", "batchEmbedContents" -> Operation.EMBEDDING;
                    default -> null;
                };
        var streaming = method.equals("streamGenerateContent") ? Streaming.ALWAYS : Streaming.NEVER;
        return operation == null
                ? null
                : new Shape("gemini", operation, name.substring(0, colon), method, streaming, null);
    }

    /// What stands behind `/models/`, decoded.
    static String modelPart(String path) {
        return ModelName.decoded(path.substring(path.indexOf(MODELS) + MODELS.length()));
    }
}
