package io.polygate.bus;

import io.vertx.core.buffer.Buffer;

/// A door's handle on a call that it opened.
public interface OpenCall {

    /// `bytes` of the answer have left for the caller: as much more may come.
    void taken(int bytes);

    /// The caller says more while it is answered. What is under way is bounded by [#writable], not here.
    void send(Buffer bytes);

    /// False when routing has not taken what was sent: stop reading from the caller until `onDrain`.
    boolean writable();

    /// Called when an unwritable call may be spoken into again.
    void onDrain(Runnable handler);

    /// The caller left. No part follows; harmless on a call that has ended.
    void cancel();
}
