package io.polygate.door.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// Names of models in paths, where they may hold slashes and colons, plain or encoded.
final class ModelName {

    private ModelName() {}

    static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }
}
