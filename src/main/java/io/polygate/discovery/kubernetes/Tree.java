package io.polygate.discovery.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Reads JSON that may lack anything: what is absent or of another kind is empty.
final class Tree {

    private Tree() {}

    static JsonObject object(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    static String text(JsonObject parent, String key) {
        return parent.getValue(key) instanceof String text ? text : "";
    }

    static List<JsonObject> objects(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    static List<String> texts(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonArray array
                ? array.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
