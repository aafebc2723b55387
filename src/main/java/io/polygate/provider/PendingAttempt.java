package io.polygate.provider;

import org.jspecify.annotations.Nullable;

/// An attempt that begins when something that it needs has been found. For one thread.
public final class PendingAttempt implements Attempt {

    private @Nullable Attempt begun;
    private Runnable letGo = () -> {};
    private boolean paused;
    private boolean cancelled;

    /// It was found. Not to be called once it is [#cancelled].
    public void begin(Attempt attempt) {
        begun = attempt;
        if (paused) {
            attempt.pause();
        }
    }

    /// Nobody waits any more: what is found is to be dropped.
    public boolean cancelled() {
        return cancelled;
    }

    /// What else is given up when the call is cancelled.
    public void whenCancelled(Runnable action) {
        letGo = action;
    }

    @Override
    public void pause() {
        paused = true;
        if (begun != null) {
            begun.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (begun != null) {
            begun.resume();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        letGo.run();
        if (begun != null) {
            begun.cancel();
        }
    }
}
