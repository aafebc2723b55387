package io.polygate.config;

import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.modelName;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Units.percent;
import static io.polygate.config.Units.shareOrFlag;

import io.polygate.provider.Balance;
import io.polygate.provider.PresetModel.Capability;
import io.polygate.routing.rule.Conditions;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.routing.rule.ModelConfig.Target;
import io.polygate.routing.rule.Wildcard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every key of a model: what its name stands for.
final class ModelSchema {

    private static final int MAX_TOKENS = 1_000_000_000;
    private static final int MAX_CALLS = 1_000_000;

    private ModelSchema() {}

    static ModelConfig model(Section s) {
        return new ModelConfig(
                s.need("name", modelName(), "gpt-4o-mini", "What callers ask for; * stands for anything."),
                s.all("aliases", modelName(), s.example() ? List.of("fast") : List.of(), "Other names for it."),
                s.each("targets", "Who answers. Lower priority first.", ModelSchema::target),
                s.all("fallbacks", modelName(), List.of(), "Models to go on with when no target answers."),
                s.find(
                        "balance",
                        Kinds.name(Balance.class),
                        Balance.WEIGHTED,
                        "How calls are spread over targets of one priority."),
                context(s),
                capabilities(s));
    }

    private static Target target(Section s) {
        return new Target(
                s.need("provider", id(), "openai", "A provider's id."),
                s.need("model", modelName(), "gpt-4o-mini", "The model's name there; * is the name asked for."),
                s.get("weight", whole(0, MAX_CALLS), 100, "Its share within one priority; 0 takes it out."),
                s.get("priority", whole(1, 1_000), 1, "1 is first."),
                s.get("max-rps", whole(0, MAX_CALLS), 0, "Calls a second, per node; 0 is no limit."),
                s.get("max-concurrency", whole(0, MAX_CALLS), 0, "Calls at once, per node; 0 is no limit."),
                s.get("enabled", flag(), true, "false takes it out."),
                conditions(s),
                s.find("share", percent(), 0.1, "A canary: gets this share of the calls, and no other."),
                s.get("mirror", shareOrFlag(), 0.0, "A shadow: true or a share of the calls to copy to it."),
                context(s),
                capabilities(s));
    }

    private static Conditions conditions(Section s) {
        var read = s.option("when", "Only calls of which all this holds.", w -> {
            return new Conditions(
                    wildcards(w.pairs("header", Map.of(), Masks::plain, "Values by name, * for anything."), true),
                    wildcards(w.pairs("metadata", Map.of(), Masks::plain, "The request's own metadata."), false),
                    w.all("key", id(), List.of(), "Names of keys."),
                    w.all("team", id(), List.of(), "Teams of keys."),
                    w.get("min-tokens", whole(0, MAX_TOKENS), 0, "Least estimate of the prompt."),
                    w.get("max-tokens", whole(0, MAX_TOKENS), 0, "Largest estimate of the prompt; 0 is any."),
                    Set.copyOf(w.all("capability", choice(Capability.class), List.of(), "What the call needs.")));
        });
        return read == null ? Conditions.NONE : read;
    }

    private static Map<String, Wildcard> wildcards(Map<String, String> pairs, boolean lower) {
        var wildcards = new LinkedHashMap<String, Wildcard>();
        pairs.forEach(
                (name, value) -> wildcards.put(lower ? name.toLowerCase(Locale.ROOT) : name, new Wildcard(value)));
        return wildcards;
    }

    private static int context(Section s) {
        return s.get("context", whole(0, MAX_TOKENS), 0, "Tokens, prompt and answer; 0 is what the preset knows.");
    }

    private static @Nullable Set<Capability> capabilities(Section s) {
        var said = s.all("capabilities", choice(Capability.class), List.of(), "Left out, what the preset knows.");
        return said.isEmpty() ? null : Set.copyOf(said);
    }
}
