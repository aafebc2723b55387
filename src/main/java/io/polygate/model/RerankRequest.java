package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents to put in the order in which they answer a query. `topN` is how many come back, all where it is null;
/// `returnDocuments` is whether with their text, null where the caller leaves it to the vendor.
public record RerankRequest(
        String model,
        String query,
        List<Document> documents,
        @Nullable Long topN,
        @Nullable Boolean returnDocuments,
        Extras extras) {

    /// A document: its text, and the object that it came as, where that says more than the text.
    public record Document(String text, @Nullable RawJson json) {}

    public RerankRequest {
        documents = List.copyOf(documents);
    }
}
