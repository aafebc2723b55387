package io.polygate.wire.anthropic;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Dialect;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// Anthropic's Messages (`POST /v1/messages`), as Anthropic and the vendors that follow it have it.
///
/// Source: the types of Anthropic's clients of November 2026, and recorded traffic.
public final class AnthropicDialect implements Dialect {

    static final String NAME = "anthropic";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest request) {
        return AnthropicRequests.decode(request);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return new RequestWriter(request, target).chat();
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_128;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return AnthropicResponses.decode(AnthropicErrors.answer(body));
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        AnthropicResponses.encode(response, context, warnings, json);
        return new Encoded(json.toBuffer(), warnings.list());
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new AnthropicStreamDecoder(target, handler);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new AnthropicStreamEncoder(context);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return AnthropicErrors.decode(failure);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return AnthropicErrors.encode(error, requestId);
    }
}
