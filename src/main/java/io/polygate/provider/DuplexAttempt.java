package io.polygate.provider;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/// A call in which the caller goes on speaking while it is answered.
public interface DuplexAttempt extends Attempt {

    /// Passes on what the caller says; ends when the backend's connection has taken it, or can't any more.
    Future<Void> send(Buffer bytes);
}
