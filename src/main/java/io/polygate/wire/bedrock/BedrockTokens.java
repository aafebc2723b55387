package io.polygate.wire.bedrock;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// CountTokens, asked of a conversation as Converse takes it.
public final class BedrockTokens {

    private BedrockTokens() {}

    public static EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var json = new JsonWriter(4096)
                .object()
                .name("input")
                .object()
                .name("converse")
                .object();
        new BedrockRequests(request, target).write(json);
        return new EncodedRequest(
                "", Map.of(), json.endObject().endObject().endObject().toBuffer(), List.of());
    }

    /// @throws io.polygate.model.GatewayException when the backend counted nothing
    public static long decodeResponse(Buffer body) {
        var tokens = BedrockDialect.answer(body).number("inputTokens");
        if (tokens == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer holds no count of tokens")
                    .asException();
        }
        return tokens;
    }
}
