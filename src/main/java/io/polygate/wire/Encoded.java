package io.polygate.wire;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A body, and what it could not say.
public record Encoded(Buffer body, List<String> warnings) {

    public Encoded {
        warnings = List.copyOf(warnings);
    }
}
