package io.polygate.wire.ollama;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

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
    public GatewayError decodeError(UpstreamFailure failure) {
        return OllamaErrors.decode(failure);
    }
}
