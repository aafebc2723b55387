package io.polygate.routing.endpoint;

import java.time.Duration;

/// When endpoints and credentials are left out for a while, and how they come back.
///
/// @param slowStart who comes back gets its full share only after this long
/// @param panic below this share of endpoints that are well, ejections and breakers are disregarded
public record EndpointPolicy(
        BreakerPolicy breaker, OutlierPolicy outlier, Duration slowStart, double panic, AdaptivePolicy adaptive) {

    /// Opens for `open` when of at least `minCalls` calls within `window` the share `failures` has failed.
    public record BreakerPolicy(Duration window, double failures, Duration open, int minCalls) {}

    /// Ejects after `consecutive` failures in a row, for `ejection` and each time that much longer up to
    /// `maxEjection`, but never more than `maxShare` of a provider's endpoints at once.
    public record OutlierPolicy(int consecutive, Duration ejection, Duration maxEjection, double maxShare) {}

    /// Lowers an endpoint's concurrency when first bytes take more than `tolerance` times as long as they used to,
    /// never below `min`.
    public record AdaptivePolicy(boolean enabled, int min, double tolerance) {}

    public static final EndpointPolicy DEFAULT = new EndpointPolicy(
            new BreakerPolicy(Duration.ofSeconds(10), 0.5, Duration.ofSeconds(5), 10),
            new OutlierPolicy(5, Duration.ofSeconds(5), Duration.ofSeconds(60), 0.5),
            Duration.ofSeconds(10),
            0.1,
            new AdaptivePolicy(true, 32, 2));
}
