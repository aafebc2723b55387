package io.polygate.wire.gemini;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// `countTokens`: a request's contents alone, or inside `generateContentRequest` with all that stands beside them.
public final class GeminiTokens {

    private GeminiTokens() {}

    public static ChatRequest decodeRequest(IncomingRequest incoming) {
        var body = ProtoFields.root(incoming.body());
        var inner = body.object("generateContentRequest");
        return GeminiRequests.decode(inner == null ? body : inner, incoming.model(), false);
    }

    public static EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(GeminiDialect.NAME);
        var json = new JsonWriter(4096).object().name("generateContentRequest").object();
        json.field("model", GeminiPaths.resource(target.model()));
        GeminiRequests.encode(request, target, warnings, json);
        return new EncodedRequest(
                GeminiPaths.of(target.model(), "countTokens"),
                Map.of("content-type", "application/json"),
                json.endObject().endObject().toBuffer(),
                warnings.list());
    }

    /// How many tokens the backend counted.
    ///
    /// @throws io.polygate.model.GatewayException when it counted none
    public static long decodeResponse(Buffer body) {
        var tokens = GeminiDialect.answer(body).number("totalTokens");
        if (tokens == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer holds no count of tokens")
                    .asException();
        }
        return tokens;
    }

    /// `{"totalTokens": n, "promptTokensDetails": [all of them text]}`.
    public static Buffer encodeResponse(long tokens) {
        var json = new JsonWriter(128).object().field("totalTokens", tokens);
        json.name("promptTokensDetails").array().object();
        json.field("modality", "TEXT").field("tokenCount", tokens);
        return json.endObject().endArray().endObject().toBuffer();
    }
}
