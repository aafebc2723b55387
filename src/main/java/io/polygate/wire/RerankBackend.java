package io.polygate.wire;

import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.vertx.core.buffer.Buffer;

/// The ranking of documents by backends of a dialect. Stateless; fails as [Dialect] does.
public interface RerankBackend {

    EncodedRequest encodeRequest(RerankRequest request, Target target);

    RerankResponse decodeResponse(Buffer body, Target target);
}
