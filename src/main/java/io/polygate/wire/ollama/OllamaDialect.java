package io.polygate.wire.ollama;

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

/// Ollama's own API: `POST /api/chat`, streamed as lines of JSON.
///
/// Source: github.com/ollama/ollama `docs/api.md`, and recorded traffic.
public final class OllamaDialect implements BackendDialect {

    public static final String NAME = "ollama";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        OllamaRequests.encode(request, target, warnings, json);
        return new EncodedRequest("/api/chat", Map.of(), json.toBuffer(), warnings.list());
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = OllamaErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        return OllamaResponses.decode(answer);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new OllamaStreamDecoder(target, handler);
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        return answer.has("prompt_eval_count") || answer.has("eval_count")
                ? TokenCount.of(OllamaResponses.usage(answer))
                : TokenCount.UNKNOWN;
    }

    @Override
    public @Nullable GatewayError inside(Json answer) {
        return OllamaErrors.inside(answer);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return OllamaErrors.encode(error);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return OllamaErrors.line(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return OllamaErrors.decode(failure);
    }
}
