package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// A wire format, both ways: as a door's (requests in, answers out) and as a backend's (requests out, answers in).
///
/// Stateless and shared by all threads; what has state is a decoder or an encoder, one for each stream. Failures are
/// [io.polygate.model.GatewayException]: of the caller (`BAD_JSON`, `MISSING_FIELD`, `INVALID_FIELD` with the path)
/// when decoding requests, of the upstream when decoding answers.
public interface Dialect {

    /// The name in configuration and in `Extras`.
    String name();

    ChatRequest decodeRequest(IncomingRequest request);

    EncodedRequest encodeRequest(ChatRequest request, Target target);

    /// Reads an answer of status 200; one that carries an error is that error.
    ChatResponse decodeResponse(Buffer body, Target target);

    Encoded encodeResponse(ChatResponse response, ResponseContext context);

    StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler);

    StreamEncoder streamEncoder(ResponseContext context);

    /// What an upstream's failure says; the vendor's message stays as it is.
    GatewayError decodeError(UpstreamFailure failure);

    /// The body of an answer that tells the error. Its HTTP status is the error's.
    Buffer encodeError(GatewayError error, String requestId);
}
