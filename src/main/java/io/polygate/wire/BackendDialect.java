package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dialect whose callers only its own backends answer, in bytes that pass as they are: nothing is translated for
/// them, and all that is said in it here are errors.
public interface BackendDialect extends Dialect {

    /// The dialect of the providers that take its calls.
    default String backends() {
        return name();
    }

    /// What a whole answer at any of the vendor's paths says that it used. `headers` are those that pass.
    default TokenCount used(List<Header> headers, Json answer) {
        return TokenCount.UNKNOWN;
    }

    /// The error that an answer of status 200 is, or null.
    default @Nullable GatewayError inside(Json answer) {
        return null;
    }

    /// How a stream that passed and broke between two events says so. Empty where the missing end says it.
    default Buffer lastWords(GatewayError error) {
        return Buffer.buffer();
    }

    @Override
    default ChatRequest decodeRequest(IncomingRequest request) {
        throw unspoken();
    }

    @Override
    default Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        throw unspoken();
    }

    /// Adds nothing to a stream but its last words.
    @Override
    default StreamEncoder streamEncoder(ResponseContext context) {
        return new StreamEncoder() {
            private Buffer said = Buffer.buffer();

            @Override
            public void encode(StreamEvent event) {
                if (event instanceof StreamEvent.Failed failed) {
                    said.appendBuffer(lastWords(failed.error()));
                }
            }

            @Override
            public Buffer take() {
                var taken = said;
                said = Buffer.buffer();
                return taken;
            }

            @Override
            public List<String> warnings() {
                return List.of();
            }
        };
    }

    @Override
    default Buffer encodeError(GatewayError error, String requestId) {
        return new JsonWriter(256)
                .object()
                .field("message", error.message())
                .field("request_id", requestId)
                .endObject()
                .toBuffer();
    }

    private IllegalStateException unspoken() {
        return new IllegalStateException("nothing is translated from " + name());
    }
}
