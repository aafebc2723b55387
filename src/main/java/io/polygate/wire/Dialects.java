package io.polygate.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dialects that this gateway speaks, by name; and what else than chat each of them has.
public record Dialects(
        Map<String, Dialect> byName, Map<String, EmbeddingDialect> embeddings, Map<String, TokenCountDialect> counts) {

    public Dialects {
        byName = Map.copyOf(byName);
        embeddings = Map.copyOf(embeddings);
        counts = Map.copyOf(counts);
    }

    /// @throws IllegalArgumentException for a name that configuration and doors should not have let through
    public Dialect get(String name) {
        var dialect = byName.get(name);
        if (dialect == null) {
            throw new IllegalArgumentException("dialect: \"" + name + "\" (expected: one of " + byName.keySet() + ")");
        }
        return dialect;
    }

    public @Nullable EmbeddingDialect embedding(String name) {
        return embeddings.get(name);
    }

    public @Nullable TokenCountDialect count(String name) {
        return counts.get(name);
    }
}
