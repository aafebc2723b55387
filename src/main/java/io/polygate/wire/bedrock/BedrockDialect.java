package io.polygate.wire.bedrock;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/// Bedrock's Converse: JSON one way, JSON or binary events the other.
public final class BedrockDialect implements BackendDialect {

    public static final String NAME = "bedrock";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return new BedrockRequests(request, target).encode();
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return BedrockResponses.decode(answer(body), target);
    }

    static Json answer(Buffer body) {
        try {
            var json = Json.parse(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonSyntaxException e) {
            throw broken();
        }
        throw broken();
    }

    private static RuntimeException broken() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object")
                .asException();
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new BedrockStreamDecoder(target, handler);
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        var usage = answer.object("usage");
        return usage == null ? TokenCount.UNKNOWN : TokenCount.of(BedrockUsage.decode(usage));
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return BedrockErrors.encode(error);
    }

    @Override
    public List<Header> errorHeaders(GatewayError error) {
        return BedrockErrors.headers(error);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return BedrockErrors.frame(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return BedrockErrors.decode(failure);
    }
}
