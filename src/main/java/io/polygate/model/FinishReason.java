package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// Why an answer ended: in our few words, and in the vendor's own (null where it said nothing).
public record FinishReason(
        Unified unified, @Nullable String raw, @Nullable String stopSequence) {

    /// `PAUSE` is a turn that the vendor interrupts and wants to be sent back to go on.
    public enum Unified {
        STOP,
        LENGTH,
        TOOL_CALLS,
        CONTENT_FILTER,
        PAUSE,
        ERROR,
        OTHER
    }

    public static FinishReason of(Unified unified, @Nullable String raw) {
        return new FinishReason(unified, raw, null);
    }
}
