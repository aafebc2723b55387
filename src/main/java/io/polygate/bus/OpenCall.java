package io.polygate.bus;

/// A door's handle on a call that it opened.
public interface OpenCall {

    /// `bytes` of the answer have left for the caller: as much more may come.
    void taken(int bytes);

    /// The caller left. No part follows; harmless on a call that has ended.
    void cancel();
}
