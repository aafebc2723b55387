package io.polygate.wire.replay;

import io.polygate.wire.IncomingRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;

/// Recorded requests as a door would hand them over: model and stream from the path where they are there.
final class IncomingRequests {

    private static final Pattern IN_PATH = Pattern.compile("/(?:models|deployments)/([^/:]+)(?::(\\w+)|/)");

    private IncomingRequests() {}

    static IncomingRequest of(Recording recording) {
        var request = recording.request();
        var path = IN_PATH.matcher(request.getString("url"));
        var found = path.find();
        var method = found ? path.group(2) : null;
        var body = request.getJsonObject("body").toBuffer();
        return IncomingRequest.of(
                body, found ? path.group(1) : null, method == null ? null : method.startsWith("stream"), Map.of());
    }

    /// Whether the recorded request is one that the vendor itself refused, or that asks for several prompts at once.
    static boolean isWrong(Recording recording) {
        var prompt = recording.request().getJsonObject("body").getValue("prompt");
        return recording.status() >= 400 || prompt instanceof JsonArray || prompt instanceof JsonObject;
    }
}
