package io.polygate.wire.openai;

import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.wire.Fields;
import io.polygate.wire.Quirks;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How reasoning is asked for in a chat request: OpenAI's `reasoning_effort` and what other vendors have in its place.
final class ChatReasoning {

    static final Set<String> FIELDS =
            Set.of("reasoning_effort", "reasoning", "thinking", "enable_thinking", "thinking_budget");

    private ChatReasoning() {}

    /// What the request asks for in any of the vendors' ways, or null where it says nothing.
    static @Nullable ReasoningRequest decode(Fields request) {
        var effort = effort(request.string("reasoning_effort"));
        @Nullable Mode mode = null;
        @Nullable Long budget = request.integer("thinking_budget");
        @Nullable String summary = null;
        var thinking = request.object("thinking");
        if (thinking != null) {
            mode = mode(thinking.string("type"));
            budget = budget == null ? thinking.integer("budget_tokens") : budget;
        }
        var enabled = request.bool("enable_thinking");
        if (enabled != null) {
            mode = enabled ? Mode.ENABLED : Mode.DISABLED;
        }
        var reasoning = request.object("reasoning");
        if (reasoning != null) {
            effort = effort == null ? effort(reasoning.string("effort")) : effort;
            budget = budget == null ? reasoning.integer("max_tokens") : budget;
            summary = reasoning.string("summary");
            var on = reasoning.bool("enabled");
            mode = on == null ? mode : on ? Mode.ENABLED : Mode.DISABLED;
        }
        return effort == null && mode == null && budget == null && summary == null
                ? null
                : new ReasoningRequest(mode, effort, budget, summary);
    }

    private static @Nullable Mode mode(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "enabled" -> Mode.ENABLED;
            case "disabled" -> Mode.DISABLED;
            case "auto", "adaptive" -> Mode.ADAPTIVE;
            default -> null;
        };
    }

    /// An unknown effort is none of ours to refuse: it counts as not said.
    static @Nullable Effort effort(@Nullable String word) {
        for (var effort : Effort.values()) {
            if (effort.name().equalsIgnoreCase(word)) {
                return effort;
            }
        }
        return null;
    }

    /// Whether the model will reason as far as the request says: it can, and is not told not to.
    static boolean on(@Nullable ReasoningRequest reasoning, Target target) {
        return target.quirks().reasons(target.model()) && (reasoning == null || !reasoning.off());
    }

    static void encode(
            ReasoningRequest reasoning, @Nullable Long maxTokens, Target target, Warnings warnings, JsonWriter json) {
        var quirks = target.quirks();
        if (!quirks.reasons(target.model())) {
            if (!reasoning.off()) {
                warnings.unsupported("reasoning");
            }
            return;
        }
        switch (quirks.reasoningSwitch()) {
            case EFFORT -> effort(reasoning, quirks, warnings, json);
            case THINKING_TYPE -> {
                var type = reasoning.off() ? "disabled" : reasoning.mode() == Mode.ADAPTIVE ? "auto" : "enabled";
                var word = quirks.value("thinking", type);
                if (word != null) {
                    json.name("thinking").object().field("type", word).endObject();
                }
                if (!reasoning.off() && quirks.accepts().contains("reasoning_effort")) {
                    effort(reasoning, quirks, warnings, json);
                }
            }
            case ENABLE_THINKING -> {
                json.field("enable_thinking", !reasoning.off());
                var asked = reasoning.budgetTokens() != null || reasoning.effort() != null;
                var budget = ReasoningBudgets.budget(reasoning, maxTokens);
                if (asked && budget > 0 && quirks.takes("thinking_budget")) {
                    json.field("thinking_budget", budget);
                }
            }
            case REASONING_OBJECT -> object(reasoning, quirks, json);
            case CHAT_TEMPLATE ->
                json.name("chat_template_kwargs")
                        .object()
                        .field("enable_thinking", !reasoning.off())
                        .endObject();
            case NONE -> {}
        }
    }

    /// Adaptive and plain enabled reasoning is what a reasoning model does by itself, so it needs no word.
    private static void effort(ReasoningRequest reasoning, Quirks quirks, Warnings warnings, JsonWriter json) {
        var effort = ReasoningBudgets.effort(reasoning);
        if (effort == null) {
            return;
        }
        var word = quirks.value("reasoning_effort", effort.name().toLowerCase(Locale.ROOT));
        if (word == null) {
            warnings.unsupported("reasoning_effort");
        }
        json.field("reasoning_effort", word);
    }

    private static void object(ReasoningRequest reasoning, Quirks quirks, JsonWriter json) {
        json.name("reasoning").object();
        var effort = reasoning.effort();
        if (reasoning.off()) {
            json.field("enabled", false);
        } else if (reasoning.budgetTokens() != null && reasoning.budgetTokens() > 0) {
            json.field("max_tokens", reasoning.budgetTokens());
        } else if (effort != null) {
            json.field("effort", quirks.value("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
        } else {
            json.field("enabled", true);
        }
        json.endObject();
    }

    /// The text of Mistral's `{"type": "thinking", "thinking": [{"type": "text", "text"}]}` (or a plain string).
    static String thinkingText(Json part) {
        var thinking = part.get("thinking");
        if (thinking == null) {
            return "";
        }
        var text = thinking.asString();
        if (text != null) {
            return text;
        }
        var joined = new StringBuilder();
        for (var item : thinking.items()) {
            var piece = item.string("text");
            joined.append(piece == null ? "" : piece);
        }
        return joined.toString();
    }
}
