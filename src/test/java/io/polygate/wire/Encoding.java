package io.polygate.wire;

import io.polygate.wire.openai.ChatDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// A chat request as a backend's dialect says it.
public record Encoding(String path, JsonObject body, List<String> warnings, EncodedRequest request) {

    /// `chat` is the body of `POST /v1/chat/completions`.
    public static Encoding of(Dialect dialect, Target target, String chat) {
        var meant = new ChatDialect().decodeRequest(IncomingRequest.of(Buffer.buffer(chat)));
        var request = dialect.encodeRequest(meant, target);
        return new Encoding(request.path(), new JsonObject(request.body()), request.warnings(), request);
    }
}
