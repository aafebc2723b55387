package io.polygate.wire;

import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;

/// The ranking of documents in a dialect that callers speak too.
public interface RerankDialect extends RerankBackend {

    RerankRequest decodeRequest(IncomingRequest request);

    /// `answerId` is for where the backend gives none.
    Encoded encodeResponse(RerankResponse response, RerankRequest request, String answerId);
}
