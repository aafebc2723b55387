package io.polygate.wire.anthropic;

import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Warnings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a model is told to think: what of a caller's wish it takes, and how many tokens it may write in all.
///
/// `mode` null sends no word about it, `budget` counts where the mode is `ENABLED`.
public record ThinkingPlan(
        @Nullable Mode mode,
        long budget,
        long maxTokens,
        @Nullable Effort effort,
        @Nullable String display) {

    /// A wish for reasoning, the limit that it shares with the answer, and whether the thinking before it is there.
    public record Wish(ReasoningRequest reasoning, @Nullable Long maxTokens, boolean restored) {}

    public static ThinkingPlan none(long maxTokens) {
        return new ThinkingPlan(null, 0, maxTokens, null, null);
    }

    public static ThinkingPlan of(Wish wish, Claude claude, Warnings warnings) {
        var maxTokens = wish.maxTokens() == null ? claude.maxOutput() : wish.maxTokens();
        if (claude.thinking() == Claude.Thinking.NONE) {
            if (!wish.reasoning().off()) {
                warnings.unsupported("reasoning");
            }
            return none(maxTokens);
        }
        if (wish.reasoning().off()) {
            return off(wish.reasoning(), maxTokens, claude, warnings);
        }
        if (claude.claude() && !wish.restored()) {
            return interrupted(wish.reasoning(), maxTokens, claude, warnings);
        }
        return claude.thinking() == Claude.Thinking.ADAPTIVE
                ? adaptive(wish.reasoning(), maxTokens, claude, warnings)
                : budgeted(wish, maxTokens, claude, warnings);
    }

    /// Whether the model is told to think.
    public boolean on() {
        return mode != null && mode != Mode.DISABLED;
    }

    private static ThinkingPlan off(ReasoningRequest reasoning, long maxTokens, Claude claude, Warnings warnings) {
        if (!claude.alwaysThinks()) {
            var effort = reasoning.mode() == Mode.DISABLED ? capped(reasoning, claude) : null;
            return new ThinkingPlan(Mode.DISABLED, 0, maxTokens, effort, null);
        }
        warnings.add("reasoning", "the model can't do without, it is told to think little");
        return new ThinkingPlan(claude.betweenTools() ? Mode.BETWEEN_TOOLS : null, 0, maxTokens, Effort.LOW, null);
    }

    /// A model that can't see what it thought before must not think on: Anthropic refuses that.
    private static ThinkingPlan interrupted(
            ReasoningRequest reasoning, long maxTokens, Claude claude, Warnings warnings) {
        warnings.add("reasoning", "off for this turn, the thinking that it goes on from is not there");
        var mode = claude.alwaysThinks() ? null : Mode.DISABLED;
        return new ThinkingPlan(mode, 0, maxTokens, capped(reasoning, claude), null);
    }

    /// Without thinking the efforts beyond high are refused.
    private static @Nullable Effort capped(ReasoningRequest reasoning, Claude claude) {
        var asked = reasoning.effort();
        if (asked == null || asked == Effort.NONE || claude.efforts().isEmpty()) {
            return null;
        }
        return claude.nearest(asked.compareTo(Effort.HIGH) > 0 ? Effort.HIGH : asked);
    }

    private static ThinkingPlan adaptive(ReasoningRequest reasoning, long maxTokens, Claude claude, Warnings warnings) {
        var between = reasoning.mode() == Mode.BETWEEN_TOOLS;
        if (between && claude.betweenTools()) {
            return new ThinkingPlan(Mode.BETWEEN_TOOLS, 0, maxTokens, capped(reasoning, claude), null);
        }
        if (between) {
            warnings.unsupported("thinking.between_tools");
        }
        var asked = between ? Effort.LOW : ReasoningBudgets.effort(reasoning);
        if (reasoning.budgetTokens() != null) {
            warnings.add("reasoning.budget_tokens", "the model takes an effort in its place");
        }
        var effort = asked == null ? null : claude.nearest(asked);
        if (effort != null && asked == reasoning.effort() && effort != asked) {
            warnings.add("reasoning.effort", "sent as " + word(effort));
        }
        return new ThinkingPlan(Mode.ADAPTIVE, 0, maxTokens, effort, display(reasoning));
    }

    private static ThinkingPlan budgeted(Wish wish, long limit, Claude claude, Warnings warnings) {
        var reasoning = wish.reasoning();
        var maxTokens = limit;
        var budget = ReasoningBudgets.budget(reasoning, maxTokens);
        if (budget == 0) {
            budget = ReasoningBudgets.MIN;
            maxTokens = limit + budget;
            warnings.add("max_tokens", "raised to " + maxTokens + ", thinking needs " + budget + " of them");
        }
        if (reasoning.mode() == Mode.ADAPTIVE || reasoning.mode() == Mode.BETWEEN_TOOLS) {
            warnings.add("reasoning", "the model takes a budget in its place");
        }
        var both = reasoning.budgetTokens() != null && reasoning.effort() != null;
        var effort = both ? capped(reasoning, claude) : null;
        if (both && effort == null) {
            warnings.unsupported("reasoning.effort");
        }
        var display = reasoning.summary() == null ? null : display(reasoning);
        return new ThinkingPlan(Mode.ENABLED, budget, maxTokens, effort, display);
    }

    /// What of its thoughts a model shows: newer ones show nothing unless told, so a caller that named no mode (one of
    /// another dialect) gets to see them.
    private static @Nullable String display(ReasoningRequest reasoning) {
        var summary = reasoning.summary();
        return switch (summary == null ? "" : summary) {
            case "" -> reasoning.mode() == null ? "summarized" : null;
            case "auto", "concise", "detailed" -> "summarized";
            case "none" -> "omitted";
            default -> summary;
        };
    }

    public static String word(Effort effort) {
        return effort.name().toLowerCase(Locale.ROOT);
    }
}
