package io.polygate.door.grpc;

import java.util.Locale;
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
        for (var range : accept.toLowerCase(Locale.ROOT).split(",")) {
            var parts = range.split(";");
            var type = parts[0].strip();
            if (type.equals(EVENTS.contentType)) {
                events = Math.max(events, quality(parts));
            } else if (LINE_RANGES.contains(type)) {
                lines = Math.max(lines, quality(parts));
            }
        }
        return events > 0 && events >= lines ? EVENTS : LINES;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
