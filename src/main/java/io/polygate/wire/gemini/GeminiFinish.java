package io.polygate.wire.gemini;

import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `finishReason`: every word and, from Vertex with `enum-encoding=int`, every number has a meaning. A turn that calls
/// functions says `STOP`.
final class GeminiFinish {

    /// Vertex's numbers, `google.cloud.aiplatform.v1.Candidate.FinishReason`.
    private static final List<String> NUMBERED = List.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "IMAGE_OTHER",
            "UNEXPECTED_TOOL_CALL",
            "NO_IMAGE");
    private static final List<String> BLOCKED =
            List.of("BLOCKED_REASON_UNSPECIFIED", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "MODEL_ARMOR");

    private GeminiFinish() {}

    /// The word of an enum that may be a number, or null where there is none.
    private static @Nullable String word(@Nullable Json value, List<String> numbered) {
        var number = value == null ? null : value.asLong();
        if (value == null || number == null) {
            return value == null ? null : value.asString();
        }
        return number >= 0 && number < numbered.size() ? numbered.get(number.intValue()) : number.toString();
    }

    static @Nullable String word(Json candidate) {
        return word(candidate.get("finishReason"), NUMBERED);
    }

    /// Why a prompt was blocked, or null where it was not.
    static @Nullable String blockReason(Json response) {
        var feedback = response.object("promptFeedback");
        return feedback == null ? null : word(feedback.get("blockReason"), BLOCKED);
    }

    static FinishReason blocked(String reason) {
        return FinishReason.of(Unified.CONTENT_FILTER, reason);
    }

    static FinishReason decode(@Nullable String raw, boolean calls) {
        var unified = raw == null ? Unified.STOP : unified(raw);
        return FinishReason.of(unified == Unified.STOP && calls ? Unified.TOOL_CALLS : unified, raw);
    }

    private static Unified unified(String raw) {
        return switch (raw) {
            case "STOP" -> Unified.STOP;
            case "MAX_TOKENS" -> Unified.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> Unified.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MISSING_THOUGHT_SIGNATURE",
                    "MALFORMED_RESPONSE" -> Unified.ERROR;
            default -> Unified.OTHER;
        };
    }

    static String encode(FinishReason reason) {
        var raw = reason.raw();
        if (raw != null && isOurs(raw, reason.unified())) {
            return raw;
        }
        return switch (reason.unified()) {
            case STOP, TOOL_CALLS, PAUSE -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            case ERROR -> "MALFORMED_FUNCTION_CALL";
            case OTHER -> "OTHER";
        };
    }

    /// Whether the word is Gemini's: in capitals, and with the meaning that it has here.
    private static boolean isOurs(String raw, Unified meaning) {
        var capitals = !raw.isEmpty() && raw.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
        var unified = unified(raw);
        return capitals && (unified == meaning || (unified == Unified.STOP && meaning == Unified.TOOL_CALLS));
    }
}
