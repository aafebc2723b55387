package io.polygate.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Bytes;
import org.jspecify.annotations.Nullable;

/// One event: its name (empty where the stream gave none), the last id, its data, and its own bytes as they came.
///
/// `comment` is the last comment line of the event's own lines (DashScope says the HTTP status there). The bytes are
/// views into what was received; they do not change.
public record SseEvent(
        String name,
        @Nullable String id,
        Bytes data,
        Bytes raw,
        @Nullable String comment) {

    /// The data as text; lines of several `data` fields are joined by a line feed.
    public String text() {
        return new String(data.array(), data.from(), data.length(), UTF_8);
    }

    /// Whether the data is exactly `[DONE]`, the end mark of OpenAI's streams.
    public boolean isDone() {
        var bytes = data.array();
        var from = data.from();
        return data.length() == 6
                && bytes[from] == '['
                && bytes[from + 1] == 'D'
                && bytes[from + 2] == 'O'
                && bytes[from + 3] == 'N'
                && bytes[from + 4] == 'E'
                && bytes[from + 5] == ']';
    }
}
