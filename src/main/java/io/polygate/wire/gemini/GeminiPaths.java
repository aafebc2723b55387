package io.polygate.wire.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// The path of a model's method after the base URL: `/models/{model}:generateContent`. A name that says its collection
/// itself (`tunedModels/x`, `publishers/google/models/x`) stands as it is.
final class GeminiPaths {

    private static final List<String> COLLECTIONS =
            List.of("models/", "tunedModels/", "publishers/", "projects/", "endpoints/");
    private static final String PLAIN = "-._~";

    private GeminiPaths() {}

    static String of(String model, String method) {
        return "/" + resource(model) + ":" + method;
    }

    static String resource(String model) {
        var named = COLLECTIONS.stream().anyMatch(model::startsWith);
        return named ? segments(model) : "models/" + segment(model);
    }

    private static String segments(String path) {
        var encoded = new StringBuilder();
        for (var segment : path.split("/", -1)) {
            encoded.append(encoded.isEmpty() ? "" : "/").append(segment(segment));
        }
        return encoded.toString();
    }

    /// Percent-encodes what is not unreserved (RFC 3986), so that a name never leads to another path.
    private static String segment(String name) {
        var encoded = new StringBuilder(name.length());
        var dots = name.equals(".") || name.equals("..");
        for (var b : name.getBytes(UTF_8)) {
            var c = (char) (b & 0xFF);
            var plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!dots && (plain || PLAIN.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
