package io.polygate.model;

import java.util.List;

/// Vectors, in the order of the inputs.
public record EmbeddingResponse(String model, List<Vector> vectors, Usage usage, Extras extras) {

    /// A vector as the vendor wrote it: a JSON array of numbers, or base64 of little-endian float32.
    public sealed interface Vector {

        record Numbers(RawJson array) implements Vector {}

        record Base64(String data) implements Vector {}
    }

    public EmbeddingResponse {
        vectors = List.copyOf(vectors);
    }
}
