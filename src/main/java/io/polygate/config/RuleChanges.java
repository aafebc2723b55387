package io.polygate.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What operators say of rules while the gateway runs: a rule in place of the configured one of its name or beside
/// them all, or that a configured one does not hold. Immutable.
///
/// @param rules by name: an entry of `models` as JSON, empty for one that does not hold
public record RuleChanges(Map<String, String> rules) {

    public static final RuleChanges NONE = new RuleChanges(Map.of());

    private static final String ORIGIN = "operator";
    private static final String MODELS = "models";
    private static final int MAX_RULES = 1_000;

    public RuleChanges {
        rules = Map.copyOf(rules);
    }

    public boolean full() {
        return rules.size() >= MAX_RULES;
    }

    /// @param rule as JSON; empty for one that shall not hold, null to go back to the configuration
    public RuleChanges with(String name, @Nullable String rule) {
        var next = new LinkedHashMap<>(rules);
        if (rule == null) {
            next.remove(name);
        } else {
            next.put(name, rule);
        }
        return new RuleChanges(next);
    }

    /// Lays them over what the sources say. Nothing is read from the environment or from files for them.
    void apply(Value.Mapping tree, Problems problems) {
        var said = tree.values().get(MODELS);
        if (rules.isEmpty() || said != null && !(said instanceof Value.Sequence)) {
            return;
        }
        var items = new ArrayList<Value>();
        var placed = new HashSet<String>();
        if (said instanceof Value.Sequence sequence) {
            for (var item : sequence.items()) {
                var name = name(item);
                var rule = name == null ? null : rules.get(name);
                if (rule == null) {
                    items.add(item);
                } else if (placed.add(name) && !rule.isEmpty()) {
                    items.add(read(rule, problems));
                }
            }
        }
        rules.forEach((name, rule) -> {
            if (!placed.contains(name) && !rule.isEmpty()) {
                items.add(read(rule, problems));
            }
        });
        tree.put(MODELS, new Value.Sequence(items, ORIGIN), ORIGIN);
    }

    private static @Nullable String name(Value item) {
        return item instanceof Value.Mapping mapping && mapping.values().get("name") instanceof Value.Scalar name
                ? name.text()
                : null;
    }

    private static Value read(String rule, Problems problems) {
        var read = new YamlReader(new Interpolation(Map.of()), problems, line -> ORIGIN).read(rule, MODELS);
        return read == null ? new Value.Broken(ORIGIN) : read;
    }
}
