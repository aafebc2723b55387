package io.polygate.routing;

import io.polygate.routing.endpoint.EndpointPolicy;
import java.time.Duration;

/// How hard a call is tried.
///
/// @param retries further attempts at a model after its targets were each asked once
/// @param retryBudget what share of the calls of the last ten seconds may be asked again, 0 to 1
/// @param deadline the whole call, however many attempts
/// @param firstByte the default of a provider's `timeouts.first-byte`
/// @param idle the default of a provider's `timeouts.idle`
/// @param hedge the wait for a first byte after which a second target is asked as well; zero for never
/// @param backoff the first retry waits up to that long, each further one up to twice as long
/// @param maxBackoff the longest such wait
/// @param endpoints when endpoints and credentials are left out for a while
public record RoutingConfig(
        int retries,
        double retryBudget,
        Duration deadline,
        Duration firstByte,
        Duration idle,
        Duration hedge,
        Duration backoff,
        Duration maxBackoff,
        EndpointPolicy endpoints,
        Drain drain,
        Continue goingOn,
        int mirrors,
        int decisions) {

    /// Whether another target goes on with an answer that broke off, and up to how many characters of it are kept.
    public record Continue(boolean enabled, int maxText) {}

    /// What of an answer is still read when its caller has left and the vendor bills on.
    public record Drain(long maxBytes, Duration maxTime) {}
}
