package io.polygate.wire;

import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.vertx.core.buffer.Buffer;

/// Turns an upstream's bytes, split anywhere, into stream events for the handler that it was made with.
///
/// For one stream and one thread. After `Ended` or `Failed` further bytes are ignored.
public interface StreamDecoder {

    void push(Buffer chunk);

    /// The upstream's body is at its end: `Ended`, or `Failed` where the stream was cut short.
    void finish();

    /// How many of the bytes that came belong to an event that is not whole yet; 0 where the decoder does not tell.
    default int unfinished() {
        return 0;
    }

    /// The last words of a stream that passed to its caller untouched until it broke; `encoder` is a new one of the
    /// same
    /// dialect. A dialect whose events are numbered goes on from what it has read.
    default Buffer lastWords(GatewayError error, StreamEncoder encoder) {
        encoder.encode(new StreamEvent.Failed(error));
        return encoder.take();
    }
}
