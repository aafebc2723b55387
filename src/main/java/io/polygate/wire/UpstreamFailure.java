package io.polygate.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// An upstream's answer with a status of failure. Header names are in lower case.
public record UpstreamFailure(int status, Map<String, String> headers, Buffer body) {}
