package io.polygate.wire.openai;

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
import java.util.Map;
import java.util.function.Consumer;

/// OpenAI's Chat Completions (`POST /chat/completions`), as OpenAI and the vendors that follow it have it.
///
/// Source: OpenAI's OpenAPI description 2.3.0, and recorded traffic of the compatible vendors.
public final class ChatDialect implements Dialect {

    static final String NAME = "openai";

    private static final int USUAL_REQUEST = 2048;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest request) {
        return ChatRequests.decode(request);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var vendor = target.quirks().vendor();
        var warnings = new Warnings(vendor.isEmpty() ? NAME : vendor);
        var json = new JsonWriter(USUAL_REQUEST);
        ChatRequests.encode(request, target, warnings, json);
        return new EncodedRequest("/chat/completions", Map.of(), json.toBuffer(), warnings.list());
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return ChatResponses.decode(OpenAiErrors.answer(body), target.quirks());
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        ChatResponses.encode(response, context, warnings, json);
        return new Encoded(json.toBuffer(), warnings.list());
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new ChatStreamDecoder(target, handler);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new ChatStreamEncoder(context);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return OpenAiErrors.decode(failure);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return OpenAiErrors.encode(error, requestId);
    }
}
