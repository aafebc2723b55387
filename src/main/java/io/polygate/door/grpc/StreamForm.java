package io.polygate.door.grpc;

import io.polygate.door.MediaRange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The form in which a stream of JSON goes to a caller: lines, or server-sent events where the `Accept` header likes
/// them at least as well (RFC 9110 §12.5.1).
enum StreamForm {
    LINES("application/x-ndjson"),
    EVENTS("text/event-stream");

    /// What lines are, more or less.
    private static final Set<String> LINE_RANGES =
            Set.of("application/x-ndjson", "application/ndjson", "application/json", "application/*", "*/*");

    private final String contentType;

    StreamForm(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    static StreamForm of(@Nullable String accept) {
        if (accept == null) {
            return LINES;
        }
        double lines = 0;
        double events = 0;
        for (var range : MediaRange.all(accept)) {
            if (range.type().equals(EVENTS.contentType)) {
                events = Math.max(events, range.quality());
            } else if (LINE_RANGES.contains(range.type())) {
                lines = Math.max(lines, range.quality());
            }
        }
        return events > 0 && events >= lines ? EVENTS : LINES;
    }
}
