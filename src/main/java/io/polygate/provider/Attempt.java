package io.polygate.provider;

/// A call under way at a backend.
public interface Attempt {

    /// Stops reading from the backend until [#resume].
    void pause();

    void resume();

    /// An attempt that failed before it was sent.
    Attempt OVER = new Attempt() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
    };

    /// Lets the backend go at once; the handler hears nothing more.
    void cancel();
}
