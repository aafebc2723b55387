package io.polygate.wire;

import io.vertx.core.buffer.Buffer;

/// Turns an upstream's bytes, split anywhere, into stream events for the handler that it was made with.
///
/// For one stream and one thread. After `Ended` or `Failed` further bytes are ignored.
public interface StreamDecoder {

    void push(Buffer chunk);

    /// The upstream's body is at its end: `Ended`, or `Failed` where the stream was cut short.
    void finish();
}
