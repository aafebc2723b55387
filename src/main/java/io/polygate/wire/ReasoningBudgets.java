package io.polygate.wire;

import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import org.jspecify.annotations.Nullable;

/// Reasoning efforts in tokens and back, for dialects that know only one of the two.
///
/// The table is ours: vendors publish no relation. A budget that came from an effort becomes the same effort again.
public final class ReasoningBudgets {

    /// The least that Anthropic takes.
    public static final long MIN = 1024;

    private ReasoningBudgets() {}

    public static long of(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> MIN;
            case LOW -> 2048;
            case MEDIUM -> 8192;
            case HIGH -> 16_384;
            case XHIGH -> 32_768;
            case MAX -> 65_536;
        };
    }

    public static Effort effort(long budget) {
        if (budget <= 0) {
            return Effort.NONE;
        }
        for (var effort : Effort.values()) {
            if (effort != Effort.NONE && budget <= of(effort)) {
                return effort;
            }
        }
        return Effort.MAX;
    }

    /// The effort asked for: named, or told by the budget, and then one of the three that every model takes; null
    /// where the caller only switched reasoning on or left it to the model.
    public static @Nullable Effort effort(ReasoningRequest request) {
        if (request.off()) {
            return Effort.NONE;
        }
        if (request.effort() != null) {
            return request.effort();
        }
        if (request.budgetTokens() == null || request.budgetTokens() < 0) {
            return null;
        }
        return switch (effort(request.budgetTokens())) {
            case NONE -> Effort.NONE;
            case MINIMAL, LOW -> Effort.LOW;
            case MEDIUM -> Effort.MEDIUM;
            case HIGH, XHIGH, MAX -> Effort.HIGH;
        };
    }

    /// The budget asked for, at least [#MIN] and with room for an answer below `maxTokens`; 0 for no reasoning, or
    /// where `maxTokens` leaves no room for any. `MEDIUM` where the caller named neither effort nor budget.
    public static long budget(ReasoningRequest request, @Nullable Long maxTokens) {
        if (request.off()) {
            return 0;
        }
        var named = request.budgetTokens() != null && request.budgetTokens() > 0
                ? request.budgetTokens()
                : of(request.effort() == null ? Effort.MEDIUM : request.effort());
        var wanted = Math.max(MIN, named);
        if (maxTokens == null || wanted < maxTokens) {
            return wanted;
        }
        var room = Math.max(MIN, maxTokens / 2);
        return room < maxTokens ? room : 0;
    }
}
