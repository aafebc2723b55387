package io.polygate.app;

import io.polygate.door.graphql.Answers;
import io.polygate.door.graphql.GraphQlVerticle;
import io.polygate.door.grpc.GrpcVerticle;
import io.polygate.edge.ErrorRenderer;
import io.polygate.model.GatewayError;
import io.polygate.wire.Dialects;
import io.polygate.wire.grpc.ErrorJson;
import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;

/// Says what the edge refuses in the words of the dialect that a path belongs to.
record PathErrors(Dialects dialects) implements ErrorRenderer {

    private static final Pattern OLLAMA = Pattern.compile("/api/(chat|generate|embed|embeddings|tags)$");
    private static final Pattern COHERE = Pattern.compile("/v2/[a-z]+$|/v1/(chat|generate|embed)$");

    @Override
    public Buffer render(String path, GatewayError error, String requestId) {
        if (path.equals(GraphQlVerticle.PATH)) {
            return Answers.refusal(error, requestId);
        }
        if (GrpcVerticle.owns(path)) {
            return ErrorJson.refusal(error, requestId);
        }
        return dialects.get(dialect(path)).encodeError(error, requestId);
    }

    private static String dialect(String path) {
        if (path.contains("/v1/messages") || path.contains("/publishers/anthropic/")) {
            return "anthropic";
        }
        if (path.contains("/v1beta") || path.contains("/models/") && path.contains(":")) {
            return "gemini";
        }
        if (path.contains("/model/") || path.contains("/guardrail/")) {
            return "bedrock";
        }
        if (path.contains("/api/v1/services/") || path.contains("/api/v1/tasks/")) {
            return "dashscope";
        }
        return OLLAMA.matcher(path).find() ? "ollama" : COHERE.matcher(path).find() ? "cohere" : "openai";
    }
}
