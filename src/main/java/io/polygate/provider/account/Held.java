package io.polygate.provider.account;

import io.polygate.provider.account.Renewed.Lease;
import java.time.Duration;

/// A value that runs out. Times are those of [System#nanoTime], so that a wrong clock does no harm.
record Held<T>(T value, Lease lease) {

    /// A value that holds for `lifetime` from now.
    static <T> Held<T> of(T value, Duration lifetime) {
        return new Held<>(value, Lease.of(lifetime));
    }
}
