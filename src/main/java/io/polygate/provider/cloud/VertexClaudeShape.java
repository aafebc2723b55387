package io.polygate.provider.cloud;

import io.polygate.model.GatewayError;
import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.gemini.GeminiErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Claude at Vertex (https://docs.anthropic.com/en/api/claude-on-vertex-ai): the version in the body, the model in the
/// path; where tokens are counted the model is in the body, too.
final class VertexClaudeShape implements Shape {

    private static final String VERSION = "vertex-2023-10-16";

    private final ClaudeBody bodies;
    private final ClaudeBody.Wanted wanted;

    /// @param model what the body names; empty where the path does
    VertexClaudeShape(ClaudeBody bodies, String model) {
        this.bodies = bodies;
        this.wanted = new ClaudeBody.Wanted(VERSION, model, true, List.of());
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        return bodies.of(body, wanted);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "");
    }

    /// Claude's errors are Anthropic's, those of the cloud before it Google's.
    @Override
    public @Nullable GatewayError error(UpstreamFailure failure) {
        return isAnthropic(failure.body()) ? null : GeminiErrors.decode(failure).withOriginal(null);
    }

    private static boolean isAnthropic(Buffer body) {
        try {
            var json = Json.parse(body);
            return "error".equals(json.string("type"));
        } catch (JsonSyntaxException e) {
            return false;
        }
    }
}
