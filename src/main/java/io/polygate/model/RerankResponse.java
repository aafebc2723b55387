package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents in order, the best first. `searchUnits` is what vendors bill who count no tokens, 0 where they don't.
public record RerankResponse(
        String id, String model, List<Result> results, Usage usage, long searchUnits, Extras extras) {

    /// The document of that place in the request, with its relevance as the vendor wrote the number, and the document
    /// itself where the vendor sent it back.
    public record Result(int index, RawJson score, @Nullable RawJson document) {}

    public RerankResponse {
        results = List.copyOf(results);
    }
}
