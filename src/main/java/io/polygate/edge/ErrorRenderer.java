package io.polygate.edge;

import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;

/// Says an error in the words of the dialect that a path belongs to.
@FunctionalInterface
public interface ErrorRenderer {

    /// The JSON body of the error.
    Buffer render(String path, GatewayError error, String requestId);
}
