package io.polygate.routing.rule;

import io.polygate.provider.Balance;
import io.polygate.provider.PresetModel.Capability;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A name that callers ask for and the targets that may answer. A `*` in a name or an alias stands for anything.
///
/// `fallbacks` are the models that are asked when none of the targets answers. `balance` names how calls are spread
/// over targets of one priority, null for the default. `context` (tokens, 0 unknown) and `capabilities` (null unknown)
/// hold for every target that doesn't say otherwise. `continues` is whether another target goes on where a stream broke
/// off, null for the default.
public record ModelConfig(
        String name,
        List<String> aliases,
        List<Target> targets,
        List<String> fallbacks,
        @Nullable Balance balance,
        int context,
        @Nullable Set<Capability> capabilities,
        @Nullable Boolean continues) {

    public ModelConfig {
        aliases = List.copyOf(aliases);
        targets = List.copyOf(targets);
        fallbacks = List.copyOf(fallbacks);
        capabilities = capabilities == null ? null : Set.copyOf(capabilities);
    }

    public ModelConfig(String name, List<String> aliases, List<Target> targets) {
        this(name, aliases, targets, List.of(), null, 0, null, null);
    }

    /// A model at a provider. Lower `priority` is tried first; `weight` is the share among targets of one priority.
    ///
    /// A `model` of `*` is the name that was asked for. `maxRps` and `maxConcurrency` are per node, 0 for none. A
    /// target with a `share` (0 to 1) gets that share of the calls before the others of its priority, and no other
    /// call. `mirror` (0 to 1) makes it a shadow that gets a copy of that share of the calls and answers none.
    public record Target(
            String provider,
            String model,
            int weight,
            int priority,
            int maxRps,
            int maxConcurrency,
            boolean enabled,
            Conditions when,
            @Nullable Double share,
            double mirror,
            int context,
            @Nullable Set<Capability> capabilities) {

        public Target {
            capabilities = capabilities == null ? null : Set.copyOf(capabilities);
        }

        public Target(String provider, String model, int weight, int priority) {
            this(provider, model, weight, priority, 0, 0, true, Conditions.NONE, null, 0, 0, null);
        }

        /// The same target with another name of the model.
        Target withModel(String name) {
            return new Target(
                    provider,
                    name,
                    weight,
                    priority,
                    maxRps,
                    maxConcurrency,
                    enabled,
                    when,
                    share,
                    mirror,
                    context,
                    capabilities);
        }
    }
}
