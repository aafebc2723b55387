package io.polygate.provider;

/// A call under way at a backend.
public interface Attempt {

    /// Stops reading from the backend until [#resume].
    void pause();

    void resume();

    /// Lets the backend go at once; the handler hears nothing more.
    void cancel();
}
