package io.polygate.wire;

import io.polygate.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// Turns stream events into a caller's bytes. For one stream and one thread.
public interface StreamEncoder {

    /// Writes an event, with everything that it makes due.
    void encode(StreamEvent event);

    /// What was written since the last call; empty where nothing was.
    Buffer take();

    /// What could not be said so far.
    List<String> warnings();
}
