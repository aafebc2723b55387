package io.polygate.wire.openai;

import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `finish_reason`, in the words of OpenAI and of the vendors that have words of their own.
final class FinishReasons {

    private FinishReasons() {}

    /// `raw` may be absent or empty (vendors that say nothing at the end). A call makes a stop a stop for tools:
    /// several
    /// vendors say `stop` there, and clients run tools only where they are told to.
    static FinishReason decode(@Nullable String raw, boolean calls) {
        var unified = raw == null ? Unified.STOP : unified(raw.toLowerCase(Locale.ROOT));
        return FinishReason.of(unified == Unified.STOP && calls ? Unified.TOOL_CALLS : unified, raw);
    }

    private static Unified unified(String raw) {
        return switch (raw) {
            case "", "stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "end" -> Unified.STOP;
            case "length", "max_tokens", "model_length", "max_length", "model_context_window_exceeded" ->
                Unified.LENGTH;
            case "tool_calls", "function_call", "tool_use", "tool_call" -> Unified.TOOL_CALLS;
            case "content_filter", "sensitive", "safety", "refusal", "recitation" -> Unified.CONTENT_FILTER;
            case "error", "network_error", "insufficient_system_resource", "abort" -> Unified.ERROR;
            case "pause_turn" -> Unified.PAUSE;
            default -> Unified.OTHER;
        };
    }

    static String encode(FinishReason reason) {
        return switch (reason.unified()) {
            case STOP, PAUSE, OTHER -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case ERROR -> "error";
        };
    }
}
