package io.polygate.provider.cloud;

import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// What Kiro's own client says of itself beside the conversation, and the profile of the account.
final class KiroShape implements Shape {

    private static final String CLIENT = "aws-sdk-js/1.0.34 KiroIDE-0.8.0";

    private final boolean key;

    /// @param key whether a plain key is sent, which must be said to be one
    KiroShape(boolean key) {
        this.key = key;
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        var profile = who.fact("profile");
        if (profile == null) {
            return body;
        }
        var found = new JsonScanner(Json.MAX_DEPTH).scan(body);
        return new Splice(found).insert("profileArn", JsonWriter.quote(profile)).toBuffer();
    }

    @Override
    public Map<String, String> headers() {
        var headers = new HashMap<>(Map.of(
                "accept", "*/*",
                "user-agent", CLIENT,
                "x-amz-user-agent", CLIENT,
                "x-amzn-kiro-agent-mode", "vibe",
                "x-amzn-codewhisperer-optout", "true",
                "amz-sdk-invocation-id", UUID.randomUUID().toString(),
                "amz-sdk-request", "attempt=1; max=1",
                "anthropic-version", "",
                "anthropic-beta", ""));
        if (key) {
            headers.put("tokentype", "API_KEY");
        }
        return headers;
    }
}
