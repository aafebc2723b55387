package io.polygate.telemetry;

/// Whether this node is there (`live`) and can serve (`ready`). Set by the application, read by probes.
public final class Health {

    private volatile boolean ready;
    private volatile String reason = "starting";

    public boolean ready() {
        return ready;
    }

    /// Why it is not ready, or `ok`.
    public String reason() {
        return reason;
    }

    public void becomeReady() {
        reason = "ok";
        ready = true;
    }

    public void becomeUnready(String why) {
        reason = why;
        ready = false;
    }
}
