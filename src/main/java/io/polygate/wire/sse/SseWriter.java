package io.polygate.wire.sse;

import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Writes events one after the other into one growing array; the data of an event is written as JSON, on one line.
///
/// Not thread-safe. [#take()] hands out what was written and begins anew.
public final class SseWriter {

    private JsonWriter json = JsonWriter.oneLine();

    /// Begins an event without a name: write its data to the returned writer, then [#end()].
    public JsonWriter data() {
        return json.framing("data: ");
    }

    /// Begins an event with a name.
    public JsonWriter event(String name) {
        return json.framing("event: ").framing(name).framing("\ndata: ");
    }

    public void end() {
        json.framing("\n\n");
    }

    /// A comment line, which clients skip.
    public void comment(String text) {
        json.framing(": ").framing(text).framing("\n\n");
    }

    /// The end mark of OpenAI's streams.
    public void done() {
        json.framing("data: [DONE]\n\n");
    }

    public boolean isEmpty() {
        return json.length() == 0;
    }

    /// What was written since the last call; empty where nothing was.
    public Buffer take() {
        var written = json;
        json = JsonWriter.oneLine();
        return written.toBuffer();
    }
}
