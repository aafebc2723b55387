package io.polygate.wire.responses;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// `POST /responses/input_tokens`: how many tokens a request's input has.
public final class ResponsesTokens {

    private ResponsesTokens() {}

    public static ChatRequest decodeRequest(IncomingRequest incoming) {
        return ResponsesRequests.decode(incoming);
    }

    public static EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return RequestWriter.encodeCount(request, target);
    }

    /// How many tokens the backend counted.
    ///
    /// @throws io.polygate.model.GatewayException when it counted none
    public static long decodeResponse(Buffer body) {
        try {
            var tokens = Json.parse(body).number("input_tokens");
            if (tokens != null) {
                return tokens;
            }
        } catch (JsonSyntaxException e) {
            throw none();
        }
        throw none();
    }

    private static RuntimeException none() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer holds no count of tokens")
                .asException();
    }

    /// `{"object": "response.input_tokens", "input_tokens": n}`.
    public static Buffer encodeResponse(long tokens) {
        return new JsonWriter(64)
                .object()
                .field("object", "response.input_tokens")
                .field("input_tokens", tokens)
                .endObject()
                .toBuffer();
    }
}
