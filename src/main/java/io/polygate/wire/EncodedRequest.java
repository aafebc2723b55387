package io.polygate.wire;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// A request for a backend: the path after its base URL (with a query), headers of the dialect (no credential), the
/// body, and what of the caller's request it could not say.
public record EncodedRequest(String path, Map<String, String> headers, Buffer body, List<String> warnings) {

    public EncodedRequest {
        headers = Map.copyOf(headers);
        warnings = List.copyOf(warnings);
    }
}
