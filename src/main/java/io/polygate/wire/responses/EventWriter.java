package io.polygate.wire.responses;

import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;

/// Writes the events of a stream, each with its type and the next `sequence_number`.
final class EventWriter {

    private final SseWriter out = new SseWriter();
    private final boolean muted;
    private long sequence;

    private EventWriter(boolean muted, long sequence) {
        this.muted = muted;
        this.sequence = sequence;
    }

    /// One that goes on with a stream whose next event has this number.
    static EventWriter from(long sequence) {
        return new EventWriter(false, sequence);
    }

    static EventWriter open() {
        return new EventWriter(false, 0);
    }

    /// One whose events nobody reads: for an answer that is written as a whole.
    static EventWriter muted() {
        return new EventWriter(true, 0);
    }

    /// Begins an event: write its other members to the returned writer, then [#end()].
    JsonWriter begin(String type) {
        return out.event(type).object().field("type", type).field("sequence_number", sequence++);
    }

    /// Begins an event about an item.
    JsonWriter begin(String type, String itemId, int outputIndex) {
        return begin(type).field("item_id", itemId).field("output_index", outputIndex);
    }

    void end(JsonWriter event) {
        event.endObject();
        out.end();
        if (muted) {
            out.take();
        }
    }

    /// An item has come or is whole; `item` is its JSON.
    void item(String type, int outputIndex, String item) {
        end(begin(type).field("output_index", outputIndex).rawField("item", item));
    }

    Buffer take() {
        return out.take();
    }
}
