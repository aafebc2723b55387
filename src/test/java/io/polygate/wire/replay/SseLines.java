package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Reads a recorded event stream in the plainest way: every `data:` line that is a JSON object.
final class SseLines {

    private SseLines() {}

    static List<JsonObject> objects(byte[] body) {
        var objects = new ArrayList<JsonObject>();
        for (var line : new String(body, UTF_8).split("\r\n|\r|\n")) {
            if (line.startsWith("data:") && !line.contains("[DONE]")) {
                try {
                    objects.add(new JsonObject(line.substring(5)));
                } catch (DecodeException | ClassCastException e) {
                    // no JSON object: says nothing
                    continue;
                }
            }
        }
        return objects;
    }
}
