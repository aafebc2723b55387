package io.polygate.provider.cloud;

import io.polygate.model.GatewayError;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.bedrock.BedrockErrors;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// InvokeModel for Claude
/// (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html): version and
/// betas in the body, neither model nor stream; a stream comes in frames with Anthropic's events inside.
final class BedrockInvokeShape implements Shape {

    private static final String VERSION = "bedrock-2023-05-31";

    private final ClaudeBody bodies;
    private final ClaudeBody.Wanted wanted;

    BedrockInvokeShape(ClaudeBody bodies, UpstreamCall call) {
        this.bodies = bodies;
        this.wanted = new ClaudeBody.Wanted(VERSION, "", false, betas(call));
    }

    private static List<String> betas(UpstreamCall call) {
        return call.headers().stream()
                .filter(header -> header.name().equals("anthropic-beta"))
                .flatMap(header -> Arrays.stream(header.value().split(",")))
                .map(String::strip)
                .filter(beta -> !beta.isEmpty())
                .toList();
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        return bodies.of(body, wanted);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "", "anthropic-beta", "");
    }

    @Override
    public AnswerReader reader(AnswerReader dialect) {
        return new FramedEvents(dialect);
    }

    @Override
    public GatewayError error(UpstreamFailure failure) {
        return BedrockErrors.decode(failure);
    }
}
