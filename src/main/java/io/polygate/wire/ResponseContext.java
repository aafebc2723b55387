package io.polygate.wire;

import io.polygate.model.ChatRequest;

/// What an answer is encoded with besides itself: an id and a time of ours for where the backend gives none, and the
/// request that it answers.
public record ResponseContext(String id, long createdSeconds, ChatRequest request, Framing framing) {

    /// How a stream's events are framed; `JSON_ARRAY` is Gemini's stream without `alt=sse`.
    public enum Framing {
        SSE,
        JSON_ARRAY
    }

    public static ResponseContext of(String id, long createdSeconds, ChatRequest request) {
        return new ResponseContext(id, createdSeconds, request, Framing.SSE);
    }
}
