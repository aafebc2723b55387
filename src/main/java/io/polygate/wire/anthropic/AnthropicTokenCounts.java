package io.polygate.wire.anthropic;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Token counting (`POST /v1/messages/count_tokens`): a request without `max_tokens` and `stream`, which
/// [AnthropicDialect#decodeRequest] reads, and `{"input_tokens": n}`.
public final class AnthropicTokenCounts {

    private AnthropicTokenCounts() {}

    public static EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return new RequestWriter(request, target).count();
    }

    /// The number of tokens that an answer tells.
    ///
    /// @throws io.polygate.model.GatewayException when the answer is an error or tells none
    public static long decode(Buffer body) {
        var count = AnthropicErrors.answer(body).number("input_tokens");
        if (count == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer has no input_tokens")
                    .asException();
        }
        return count;
    }

    public static Buffer encode(long tokens) {
        return new JsonWriter(32)
                .object()
                .field("input_tokens", tokens)
                .endObject()
                .toBuffer();
    }
}
