package io.polygate.app;

import io.polygate.edge.ErrorRenderer;
import io.polygate.model.GatewayError;
import io.polygate.wire.openai.OpenAiErrors;
import io.vertx.core.buffer.Buffer;

/// Says what the edge refuses in the words of the dialect that a path belongs to.
final class PathErrors implements ErrorRenderer {

    @Override
    public Buffer render(String path, GatewayError error, String requestId) {
        return OpenAiErrors.encode(error, requestId);
    }
}
