package io.polygate.wire;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.vertx.core.buffer.Buffer;

/// The embeddings of a dialect, both ways. Stateless; fails as [Dialect] does.
public interface EmbeddingDialect extends EmbeddingFront {

    EncodedRequest encodeRequest(EmbeddingRequest request, Target target);

    /// How many inputs one request may have.
    default int inputsAtOnce(Target target) {
        return Integer.MAX_VALUE;
    }

    EmbeddingResponse decodeResponse(Buffer body, Target target);
}
