package io.polygate.wire;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.vertx.core.buffer.Buffer;

/// The embeddings of a dialect, both ways. Stateless; fails as [Dialect] does.
public interface EmbeddingDialect {

    EmbeddingRequest decodeRequest(IncomingRequest request);

    EncodedRequest encodeRequest(EmbeddingRequest request, Target target);

    EmbeddingResponse decodeResponse(Buffer body, Target target);

    /// The answer in the form (numbers or base64) that the request asked for.
    Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request);
}
