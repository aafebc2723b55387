package io.polygate.wire.anthropic;

import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.json.Json;
import org.jspecify.annotations.Nullable;

/// `stop_reason`, and the words that vendors of other dialects put in its place.
final class StopReasons {

    private StopReasons() {}

    /// The reason in an answer or in the delta of a stream. No word is a stop.
    static FinishReason decode(Json owner) {
        var raw = owner.string("stop_reason");
        return new FinishReason(unified(raw), raw, owner.string("stop_sequence"));
    }

    private static Unified unified(@Nullable String raw) {
        return switch (raw == null ? "" : raw) {
            case "", "end_turn", "stop_sequence", "stop" -> Unified.STOP;
            case "max_tokens", "model_context_window_exceeded", "length" -> Unified.LENGTH;
            case "tool_use", "tool_calls" -> Unified.TOOL_CALLS;
            case "refusal", "content_filter", "sensitive" -> Unified.CONTENT_FILTER;
            case "pause_turn", "compaction" -> Unified.PAUSE;
            case "error" -> Unified.ERROR;
            default -> Unified.OTHER;
        };
    }

    /// Anthropic's own word stays; `calls` is whether the answer holds a call, which clients run only on `tool_use`.
    static String encode(FinishReason reason, boolean calls) {
        var raw = reason.raw();
        return switch (reason.unified()) {
            case STOP -> stop(reason, calls);
            case LENGTH -> "model_context_window_exceeded".equals(raw) ? "model_context_window_exceeded" : "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "refusal";
            case PAUSE -> "compaction".equals(raw) ? "compaction" : "pause_turn";
            case ERROR, OTHER -> "end_turn";
        };
    }

    /// A turn of Anthropic's may end with calls in it that its own code has run.
    private static String stop(FinishReason reason, boolean calls) {
        if (reason.stopSequence() != null || "stop_sequence".equals(reason.raw())) {
            return "stop_sequence";
        }
        return calls && !"end_turn".equals(reason.raw()) ? "tool_use" : "end_turn";
    }
}
