package io.polygate.app;

import io.polygate.door.graphql.Answers;
import io.polygate.door.graphql.GraphQlVerticle;
import io.polygate.edge.ErrorRenderer;
import io.polygate.model.GatewayError;
import io.polygate.wire.Dialects;
import io.vertx.core.buffer.Buffer;

/// Says what the edge refuses in the words of the dialect that a path belongs to.
record PathErrors(Dialects dialects) implements ErrorRenderer {

    @Override
    public Buffer render(String path, GatewayError error, String requestId) {
        if (path.equals(GraphQlVerticle.PATH)) {
            return Answers.refusal(error, requestId);
        }
        return dialects.get(dialect(path)).encodeError(error, requestId);
    }

    private static String dialect(String path) {
        if (path.contains("/v1/messages")) {
            return "anthropic";
        }
        return path.contains("/v1beta/") || path.contains("/models/") && path.contains(":") ? "gemini" : "openai";
    }
}
