package io.polygate.wire.bedrock;

import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import org.jspecify.annotations.Nullable;

/// `stopReason`.
final class BedrockFinish {

    private BedrockFinish() {}

    static FinishReason decode(@Nullable String reason) {
        var unified =
                switch (reason == null ? "" : reason) {
                    case "end_turn", "stop_sequence" -> Unified.STOP;
                    case "max_tokens", "model_context_window_exceeded" -> Unified.LENGTH;
                    case "tool_use" -> Unified.TOOL_CALLS;
                    case "guardrail_intervened", "content_filtered" -> Unified.CONTENT_FILTER;
                    case "malformed_model_output", "malformed_tool_use" -> Unified.ERROR;
                    default -> Unified.OTHER;
                };
        return FinishReason.of(unified, reason);
    }
}
