package io.polygate.wire;

import java.util.Map;
import java.util.Set;

/// The dialects that this gateway speaks, by name.
public record Dialects(Map<String, Dialect> byName) {

    public Dialects {
        byName = Map.copyOf(byName);
    }

    public boolean knows(String name) {
        return byName.containsKey(name);
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /// @throws IllegalArgumentException for a name that configuration and doors should not have let through
    public Dialect get(String name) {
        var dialect = byName.get(name);
        if (dialect == null) {
            throw new IllegalArgumentException("dialect: \"" + name + "\" (expected: one of " + byName.keySet() + ")");
        }
        return dialect;
    }
}
