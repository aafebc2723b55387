package io.polygate.door.rest;

import io.polygate.model.Operation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Gemini's paths: `/v1beta/models/{model}:{method}`. The model's name may hold slashes.
final class GeminiPath {

    private static final String MODELS = "/models/";

    private GeminiPath() {}

    /// What the path asks for, or null when its method is none of Gemini's.
    static CallReader.@Nullable Shape shape(String path) {
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
        return operation == null
                ? null
                : new CallReader.Shape(
                        "gemini", operation, name.substring(0, colon), method, method.equals("streamGenerateContent"));
    }

    /// What stands behind `/models/`, decoded.
    static String modelPart(String path) {
        var name = path.substring(path.indexOf(MODELS) + MODELS.length());
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
