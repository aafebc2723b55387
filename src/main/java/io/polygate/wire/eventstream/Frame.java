package io.polygate.wire.eventstream;

import io.polygate.wire.json.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One message of a stream. Headers that are no text are told as text; `payload` is valid as long as its array is.
public record Frame(Map<String, String> headers, Bytes payload) {

    /// The kind of an event, as `contentBlockDelta`; null where the message is none.
    public @Nullable String event() {
        return isEvent() ? headers.getOrDefault(":event-type", "") : null;
    }

    private boolean isEvent() {
        return headers.getOrDefault(":message-type", "event").equals("event");
    }

    /// The name of the exception or error that the message is; null where it is an event.
    public @Nullable String failure() {
        if (isEvent()) {
            return null;
        }
        var exception = headers.get(":exception-type");
        return exception == null ? headers.getOrDefault(":error-code", "") : exception;
    }

    /// The message of an error that has no payload; empty where it has none.
    public String failureMessage() {
        return headers.getOrDefault(":error-message", "");
    }
}
