package io.polygate.routing;

import java.util.List;

/// A name that callers ask for and the targets that may answer.
public record ModelConfig(String name, List<String> aliases, List<Target> targets) {

    public ModelConfig {
        aliases = List.copyOf(aliases);
        targets = List.copyOf(targets);
    }

    /// A model at a provider. Lower `priority` is tried first; `weight` is the share among targets of one priority.
    public record Target(String provider, String model, int weight, int priority) {}
}
