package io.polygate.provider.dialect;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/// How a backend's answer is cut into events.
enum Framing {
    /// Not at all: a whole answer.
    NONE,
    /// Server-sent events, or lines of JSON.
    EVENTS,
    /// The binary frames of AWS, `application/vnd.amazon.eventstream`.
    FRAMES;

    static Framing of(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return NONE;
        }
        return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson")
                ? EVENTS
                : type.startsWith("application/vnd.amazon.eventstream") ? FRAMES : NONE;
    }
}
