package io.polygate.provider.dialect;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/// How a backend's answer is cut into events.
enum Framing {
    /// Not at all: a whole answer.
    NONE,
    /// Server-sent events.
    EVENTS,
    /// Lines of JSON.
    LINES,
    /// The binary frames of AWS, `application/vnd.amazon.eventstream`.
    FRAMES;

    static Framing of(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return NONE;
        }
        if (type.startsWith("text/event-stream")) {
            return EVENTS;
        }
        if (type.startsWith("application/x-ndjson") || type.startsWith("application/stream+json")) {
            return LINES;
        }
        return type.startsWith("application/vnd.amazon.eventstream") ? FRAMES : NONE;
    }
}
