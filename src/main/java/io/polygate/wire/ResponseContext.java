package io.polygate.wire;

import io.polygate.model.ChatRequest;
import java.util.List;

/// What an answer is encoded with besides itself: an id and a time of ours for where the backend gives none, and the
/// request that it answers.
public record ResponseContext(String id, long createdSeconds, ChatRequest request, Framing framing) {

    /// How a stream's events are framed; `JSON_ARRAY` is Gemini's stream without `alt=sse`, `REST_OF_ARRAY` what
    /// follows in one that has items already.
    public enum Framing {
        SSE,
        JSON_ARRAY,
        REST_OF_ARRAY
    }

    /// For the last words of a stream whose request was never decoded, since it passed untouched.
    ///
    /// @param array whether it is a JSON array
    public static ResponseContext broken(String id, String model, boolean array) {
        return new ResponseContext(
                id, 0, ChatRequest.of(model, List.of()), array ? Framing.REST_OF_ARRAY : Framing.SSE);
    }

    public static ResponseContext of(String id, long createdSeconds, ChatRequest request) {
        return new ResponseContext(id, createdSeconds, request, Framing.SSE);
    }
}
