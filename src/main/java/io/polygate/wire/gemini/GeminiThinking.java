package io.polygate.wire.gemini;

import io.polygate.model.ChatRequest;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `thinkingConfig`: a budget for the models of the second generation (0 is off, -1 leaves it to the model), a level
/// for
/// those after. Thoughts are shown only where `includeThoughts` says so.
final class GeminiThinking {

    private static final Set<String> KNOWN = Set.of("thinkingBudget", "thinkingLevel", "includeThoughts");
    private static final String PATH = "generationConfig.thinkingConfig.";
    private static final String SHOWN = "auto";
    private static final String HIDDEN = "omitted";

    private GeminiThinking() {}

    static @Nullable ReasoningRequest decode(ProtoFields config, Map<String, RawJson> extras) {
        var thinking = config.object("thinkingConfig");
        if (thinking == null) {
            return null;
        }
        thinking.extras(PATH, KNOWN, extras);
        var budget = thinking.integer("thinkingBudget");
        var effort = effort(thinking.string("thinkingLevel"));
        var summary = Boolean.TRUE.equals(thinking.bool("includeThoughts")) ? SHOWN : HIDDEN;
        if (budget != null && budget == 0) {
            return new ReasoningRequest(Mode.DISABLED, effort, null, summary);
        }
        var named = (budget != null && budget > 0) || effort != null;
        return new ReasoningRequest(
                named ? null : Mode.ADAPTIVE, effort, budget != null && budget > 0 ? budget : null, summary);
    }

    /// An unknown level is none of ours to refuse: it counts as not said.
    private static @Nullable Effort effort(@Nullable String level) {
        if (level == null) {
            return null;
        }
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "MINIMAL" -> Effort.MINIMAL;
            case "LOW" -> Effort.LOW;
            case "MEDIUM" -> Effort.MEDIUM;
            case "HIGH" -> Effort.HIGH;
            default -> null;
        };
    }

    /// Writes what the request says of reasoning, in the model's terms; nothing where it says nothing.
    static void encode(ChatRequest request, GeminiModel model, Warnings warnings, JsonWriter json) {
        var reasoning = request.reasoning();
        if (reasoning == null) {
            return;
        }
        if (!model.thinks()) {
            if (!reasoning.off()) {
                warnings.unsupported("reasoning");
            }
            return;
        }
        json.name("thinkingConfig").object();
        if (model.third()) {
            level(reasoning, model, warnings, json);
        } else {
            json.field("thinkingBudget", budget(reasoning, request.generation().maxTokens(), model, warnings));
        }
        if (!reasoning.off() && !HIDDEN.equals(reasoning.summary())) {
            json.field("includeThoughts", true);
        }
        request.extras().of(GeminiDialect.NAME).forEach((name, value) -> {
            if (name.startsWith(PATH)) {
                json.rawField(name.substring(PATH.length()), value.text());
            }
        });
        json.endObject();
    }

    private static long budget(
            ReasoningRequest reasoning, @Nullable Long maxTokens, GeminiModel model, Warnings warnings) {
        var named = reasoning.budgetTokens();
        if (!reasoning.off() && reasoning.effort() == null && (named == null || named < 0)) {
            return -1;
        }
        var wanted = named != null && !reasoning.off() ? named : ReasoningBudgets.budget(reasoning, maxTokens);
        var least = model.lite() ? 512 : model.flash() ? 0 : 128;
        if (wanted <= 0 && model.flash()) {
            return 0;
        }
        if (wanted <= 0) {
            warnings.add("reasoning", "this model can't be told not to think, it thinks as little as it can");
        }
        return Math.clamp(wanted, least, model.flash() ? 24_576 : 32_768);
    }

    private static void level(ReasoningRequest reasoning, GeminiModel model, Warnings warnings, JsonWriter json) {
        var effort = ReasoningBudgets.effort(reasoning);
        if (effort == null) {
            return;
        }
        if (effort == Effort.NONE) {
            warnings.add("reasoning", "this model can't be told not to think, it thinks as little as it can");
        }
        json.field(
                "thinkingLevel",
                switch (effort) {
                    case NONE, MINIMAL -> model.flash() ? "minimal" : "low";
                    case LOW -> "low";
                    case MEDIUM -> model.hasMediumLevel() ? "medium" : "high";
                    case HIGH, XHIGH, MAX -> "high";
                });
    }
}
