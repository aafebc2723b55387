package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// How much the model shall think before it answers, and what of it the caller wants to see.
///
/// `mode` is null where the caller only named an effort or a budget. `summary` is the vendor's word for how thoughts
/// are shown (`auto`, `concise`, `detailed`, `summarized`, `omitted`).
public record ReasoningRequest(
        @Nullable Mode mode,
        @Nullable Effort effort,
        @Nullable Long budgetTokens,
        @Nullable String summary) {

    /// `ADAPTIVE` lets the model choose, `BETWEEN_TOOLS` lets it think between tool calls only.
    public enum Mode {
        DISABLED,
        ENABLED,
        ADAPTIVE,
        BETWEEN_TOOLS
    }

    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX
    }

    public static ReasoningRequest of(Effort effort) {
        return new ReasoningRequest(null, effort, null, null);
    }

    /// Whether the caller wants no reasoning at all.
    public boolean off() {
        return mode == Mode.DISABLED || (mode == null && effort == Effort.NONE);
    }
}
