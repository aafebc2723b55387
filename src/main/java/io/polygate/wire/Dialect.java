package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// A wire format, both ways: as a door's ([Front]) and as a backend's (requests out, answers in).
///
/// Stateless and shared by all threads; what has state is a decoder or an encoder, one for each stream. Failures are
/// [io.polygate.model.GatewayException]: of the caller (`BAD_JSON`, `MISSING_FIELD`, `INVALID_FIELD` with the path)
/// when decoding requests, of the upstream when decoding answers.
public interface Dialect extends Front {

    EncodedRequest encodeRequest(ChatRequest request, Target target);

    /// How a text to go on with is asked for (OpenAI's legacy completions: one message of the user), where that differs
    /// from a chat.
    default Dialect completing() {
        return this;
    }

    /// The names of tools that its backends take.
    default ToolNameRule toolNames() {
        return ToolNameRule.ANY;
    }

    /// Reads an answer of status 200; one that carries an error is that error.
    ChatResponse decodeResponse(Buffer body, Target target);

    StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler);

    /// What an upstream's failure says; the vendor's message stays as it is.
    GatewayError decodeError(UpstreamFailure failure);
}
