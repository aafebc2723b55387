package io.polygate.discovery;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of a catalogue while it can't be asked.
///
/// A catalogue that is lost, or that is empty right after it was lost, is not believed: what it said last serves on for
/// `staleFor`. Used on one context only.
public final class LastKnown {

    private final Vertx vertx;
    private final Duration staleFor;
    private final Consumer<List<Endpoint>> onChange;
    private @Nullable List<Endpoint> endpoints;
    private @Nullable Long expiry;
    private boolean lost;

    public LastKnown(Vertx vertx, Duration staleFor, Consumer<List<Endpoint>> onChange) {
        this.vertx = vertx;
        this.staleFor = staleFor;
        this.onChange = onChange;
    }

    /// The catalogue says this.
    public void found(List<Endpoint> now) {
        boolean emptied = lost && now.isEmpty() && size() > 0;
        if (emptied) {
            return;
        }
        believe(now);
    }

    /// The catalogue can't be asked, or has forgotten what it knew.
    public void lost() {
        lost = true;
        if (expiry == null && size() > 0) {
            expiry = vertx.setTimer(Math.max(1, staleFor.toMillis()), id -> believe(List.of()));
        }
    }

    /// How many endpoints serve.
    public int size() {
        return endpoints == null ? 0 : endpoints.size();
    }

    public void close() {
        if (expiry != null) {
            vertx.cancelTimer(expiry);
            expiry = null;
        }
    }

    private void believe(List<Endpoint> now) {
        close();
        lost = false;
        if (!now.equals(endpoints)) {
            endpoints = List.copyOf(now);
            onChange.accept(endpoints);
        }
    }
}
