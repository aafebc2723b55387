package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A dialect of backends that no caller of ours speaks: it asks and reads answers, and has no way to be answered in.
public interface BackendDialect extends Dialect {

    @Override
    default ChatRequest decodeRequest(IncomingRequest request) {
        throw unspoken();
    }

    @Override
    default Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        throw unspoken();
    }

    /// Adds nothing to a stream that passed and broke: its reader sees that the end is missing.
    @Override
    default StreamEncoder streamEncoder(ResponseContext context) {
        return new StreamEncoder() {
            @Override
            public void encode(StreamEvent event) {}

            @Override
            public Buffer take() {
                return Buffer.buffer();
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
        return new IllegalStateException("no caller speaks " + name());
    }
}
