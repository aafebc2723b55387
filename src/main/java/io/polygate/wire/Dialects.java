package io.polygate.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dialects that this gateway speaks, by name; and what else than chat each of them has.
///
/// `fronts` and `embeddingFronts` are formats of callers that no backend speaks.
public record Dialects(
        Map<String, Dialect> byName,
        Map<String, EmbeddingDialect> embeddings,
        Map<String, TokenCountDialect> counts,
        Map<String, Front> fronts,
        Map<String, EmbeddingFront> embeddingFronts,
        Map<String, RerankBackend> reranks) {

    public Dialects {
        byName = Map.copyOf(byName);
        embeddings = Map.copyOf(embeddings);
        counts = Map.copyOf(counts);
        fronts = Map.copyOf(fronts);
        embeddingFronts = Map.copyOf(embeddingFronts);
        reranks = Map.copyOf(reranks);
    }

    /// @throws IllegalArgumentException for a name that configuration and doors should not have let through
    public Dialect get(String name) {
        var dialect = byName.get(name);
        if (dialect == null) {
            throw new IllegalArgumentException("dialect: \"" + name + "\" (expected: one of " + byName.keySet() + ")");
        }
        return dialect;
    }

    /// What a caller speaks.
    ///
    /// @throws IllegalArgumentException as [#get] does
    public Front front(String name) {
        var front = fronts.get(name);
        return front == null ? get(name) : front;
    }

    public @Nullable EmbeddingFront embeddingFront(String name) {
        var front = embeddingFronts.get(name);
        return front == null ? embeddings.get(name) : front;
    }

    public @Nullable EmbeddingDialect embedding(String name) {
        return embeddings.get(name);
    }

    public @Nullable RerankBackend rerank(String name) {
        return reranks.get(name);
    }

    public @Nullable TokenCountDialect count(String name) {
        return counts.get(name);
    }
}
