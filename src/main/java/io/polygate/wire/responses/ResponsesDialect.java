package io.polygate.wire.responses;

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
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// OpenAI's Responses API, front and back. What a server keeps between calls (`store`, `previous_response_id`) is not
/// its business: it only carries what was said about it.
public final class ResponsesDialect implements Dialect {

    /// The dialect's name in configuration and in `Extras`.
    public static final String NAME = "responses";

    private final ResponsesLimits limits;

    public ResponsesDialect() {
        this(ResponsesLimits.DEFAULT);
    }

    public ResponsesDialect(ResponsesLimits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest request) {
        return ResponsesRequests.decode(request);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return RequestWriter.encode(request, target);
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return ResponsesAnswers.decode(body);
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(NAME);
        return new Encoded(ResponsesAnswers.encode(response, context, warnings), warnings.list());
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new ResponsesStreamDecoder(target.maxEventBytes(), handler);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new ResponsesStreamEncoder(context, limits);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return ResponsesErrors.decode(failure);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return ResponsesErrors.encode(error, requestId);
    }
}
