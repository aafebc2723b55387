package io.polygate.wire;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;

/// The embeddings of a wire format as callers speak it. Stateless; fails as [Front] does.
public interface EmbeddingFront {

    EmbeddingRequest decodeRequest(IncomingRequest request);

    /// The answer in the form (numbers or base64) that the request asked for.
    Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request);
}
