package io.polygate.wire;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;

/// The embeddings of a dialect that no caller of ours speaks.
public interface BackendEmbeddings extends EmbeddingDialect {

    @Override
    default EmbeddingRequest decodeRequest(IncomingRequest request) {
        throw unspoken();
    }

    @Override
    default Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request) {
        throw unspoken();
    }

    private static IllegalStateException unspoken() {
        return new IllegalStateException("no caller speaks these embeddings");
    }
}
