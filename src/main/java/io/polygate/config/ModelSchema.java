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
    /// Made once: a file may have many models.
    private static final Kind<String> NAME = modelName();

    private static final Kind<String> ID = id();
    private static final Kind<Balance> BALANCE = Kinds.name(Balance.class);
    private static final Kind<Capability> CAPABILITY = choice(Capability.class);
    private static final Kind<Integer> CALLS = whole(0, MAX_CALLS);
    private static final Kind<Integer> TOKENS = whole(0, MAX_TOKENS);
    private static final Kind<Integer> PRIORITY = whole(1, 1_000);
    private static final Kind<Boolean> FLAG = flag();
    private static final Kind<Double> PERCENT = percent();
    private static final Kind<Double> SHARE = shareOrFlag();

    private ModelSchema() {}

    static ModelConfig model(Section s) {
        return new ModelConfig(
                s.need("name", NAME, "gpt-4o-mini", "What callers ask for; * stands for anything."),
                s.all("aliases", NAME, s.example() ? List.of("fast") : List.of(), "Other names for it."),
                s.each("targets", "Who answers. Lower priority first.", ModelSchema::target),
                s.all("fallbacks", NAME, List.of(), "Models to go on with when no target answers."),
                s.find("balance", BALANCE, Balance.WEIGHTED, "How calls are spread over targets of one priority."),
                context(s),
                capabilities(s),
                s.find("continue", flag(), true, "Another target goes on where a stream broke off; else as routing."));
    }

    private static Target target(Section s) {
        return new Target(
                s.need("provider", ID, "openai", "A provider's id."),
                s.need("model", NAME, "gpt-4o-mini", "The model's name there; * is the name asked for."),
                s.get("weight", CALLS, 100, "Its share within one priority; 0 takes it out."),
                s.get("priority", PRIORITY, 1, "1 is first."),
                s.get("max-rps", CALLS, 0, "Calls a second, per node; 0 is no limit."),
                s.get("max-concurrency", CALLS, 0, "Calls at once, per node; 0 is no limit."),
                s.get("enabled", FLAG, true, "false takes it out."),
                conditions(s),
                s.find("share", PERCENT, 0.1, "A canary: gets this share of the calls, and no other."),
                s.get("mirror", SHARE, 0.0, "A shadow: true or a share of the calls to copy to it."),
                context(s),
                capabilities(s));
    }

    private static Conditions conditions(Section s) {
        var read = s.option("when", "Only calls of which all this holds.", w -> {
            return new Conditions(
                    wildcards(w.pairs("header", Map.of(), Masks::plain, "Values by name, * for anything."), true),
                    wildcards(w.pairs("metadata", Map.of(), Masks::plain, "The request's own metadata."), false),
                    w.all("key", ID, List.of(), "Names of keys."),
                    w.all("team", ID, List.of(), "Teams of keys."),
                    w.get("min-tokens", TOKENS, 0, "Least estimate of the prompt."),
                    w.get("max-tokens", TOKENS, 0, "Largest estimate of the prompt; 0 is any."),
                    Set.copyOf(w.all("capability", CAPABILITY, List.of(), "What the call needs.")));
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
        return s.get("context", TOKENS, 0, "Tokens, prompt and answer; 0 is what the preset knows.");
    }

    private static @Nullable Set<Capability> capabilities(Section s) {
        var said = s.all("capabilities", CAPABILITY, List.of(), "Left out, what the preset knows.");
        return said.isEmpty() ? null : Set.copyOf(said);
    }
}
