package io.polygate.wire.gemini;

import io.polygate.wire.ResponseContext.Framing;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Puts chunks into a stream: as server-sent events with CRLF, as Gemini writes them, or as the items of a JSON array.
final class GeminiFrames {

    static final String NEXT = "\n,\n";

    private final Framing framing;
    private JsonWriter json = JsonWriter.oneLine();
    private boolean first = true;

    GeminiFrames(Framing framing) {
        this.framing = framing;
    }

    /// Whether nothing was ended yet.
    boolean first() {
        return first;
    }

    JsonWriter begin() {
        return switch (framing) {
            case SSE -> json.framing("data: ");
            case JSON_ARRAY -> json.framing(first ? "[" : NEXT);
            case REST_OF_ARRAY -> json.framing(NEXT);
        };
    }

    void end() {
        first = false;
        if (framing == Framing.SSE) {
            json.framing("\r\n\r\n");
        }
    }

    /// Ends the stream, after its last chunk or an error.
    void last() {
        if (framing != Framing.SSE) {
            json.framing("\n]\n");
        }
    }

    Buffer take() {
        var written = json;
        json = JsonWriter.oneLine();
        return written.toBuffer();
    }
}
