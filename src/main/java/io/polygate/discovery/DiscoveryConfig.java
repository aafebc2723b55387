package io.polygate.discovery;

import java.net.URI;
import java.time.Duration;

/// How servers of one's own are found: those whose addresses are known are asked for their models every `interval`, and
/// `worker` is where a worker on this machine would be. `limits` hold for catalogues.
public record DiscoveryConfig(
        boolean enabled, URI worker, Duration interval, Duration timeout, DiscoveryLimits limits) {}
