package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A wire format as callers speak it: requests in, answers out.
///
/// Stateless and shared by all threads; what has state is an encoder, one for each stream. Failures are
/// [io.polygate.model.GatewayException] (`BAD_JSON`, `MISSING_FIELD`, `INVALID_FIELD` with the path).
public interface Front {

    /// The name in configuration and in `Extras`.
    String name();

    ChatRequest decodeRequest(IncomingRequest request);

    Encoded encodeResponse(ChatResponse response, ResponseContext context);

    StreamEncoder streamEncoder(ResponseContext context);

    /// The body of an answer that tells the error. Its HTTP status is the error's.
    Buffer encodeError(GatewayError error, String requestId);

    /// Headers of an answer that tells the error, beside what a backend of the same dialect said itself.
    default List<Header> errorHeaders(GatewayError error) {
        return List.of();
    }

    /// Whether requests are bytes of the format's own instead of JSON.
    default boolean binary() {
        return false;
    }
}
