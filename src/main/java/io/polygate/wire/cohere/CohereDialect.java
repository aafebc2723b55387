package io.polygate.wire.cohere;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cohere's chat, version 2: `POST /v2/chat`.
///
/// Source: docs.cohere.com/reference/chat, and recorded traffic.
public final class CohereDialect implements BackendDialect {

    public static final String NAME = "cohere";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        CohereRequests.encode(request, target, warnings, json);
        return new EncodedRequest("/v2/chat", Map.of(), json.toBuffer(), warnings.list());
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = CohereErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        return CohereResponses.decode(answer);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new CohereStreamDecoder(target, handler);
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        return CohereUsage.of(answer);
    }

    @Override
    public @Nullable GatewayError inside(Json answer) {
        return CohereErrors.inside(answer);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return CohereErrors.encode(error, requestId);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return CohereErrors.event(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return CohereErrors.decode(failure);
    }
}
