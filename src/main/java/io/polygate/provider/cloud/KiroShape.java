package io.polygate.provider.cloud;

import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;

/// What Kiro's own client says of itself beside the conversation, and the profile of the account.
final class KiroShape implements Shape {

    private static final String CLIENT = "aws-sdk-js/1.0.34 KiroIDE-0.8.0";

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
        return Map.of(
                "accept", "*/*",
                "user-agent", CLIENT,
                "x-amz-user-agent", CLIENT,
                "x-amzn-kiro-agent-mode", "vibe",
                "x-amzn-codewhisperer-optout", "true",
                "amz-sdk-invocation-id", UUID.randomUUID().toString(),
                "amz-sdk-request", "attempt=1; max=1",
                "anthropic-version", "",
                "anthropic-beta", "");
    }
}
