package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pool as an operator sees it at one moment. Holds no secrets.
public record PoolView(
        String provider,
        Balance balance,
        int inFlight,
        int waiting,
        List<EndpointView> endpoints,
        List<CredentialView> credentials) {

    public PoolView {
        endpoints = List.copyOf(endpoints);
        credentials = List.copyOf(credentials);
    }

    /// What an endpoint is for the calls that come now.
    public enum State {
        HEALTHY,
        UNHEALTHY,
        EJECTED,
        DRAINING
    }

    /// @param address its host and port
    /// @param why what keeps calls away from it; empty while it is healthy
    /// @param backIn until it is tried again, as far as that is known; zero where it is not
    /// @param weight its share now, an operator's where one said any
    /// @param limit calls that it may have at once, as learnt and configured
    /// @param latency peak EWMA of the time to the first byte; zero where nothing is known
    public record EndpointView(
            String id,
            String address,
            @Nullable String zone,
            List<String> models,
            State state,
            String why,
            Duration backIn,
            int weight,
            int inFlight,
            int limit,
            long calls,
            long failures,
            Duration latency,
            BreakerState breaker,
            long breakerOpenings) {}

    /// @param id its number, as `#2`; the secret is nowhere
    /// @param why what it rests for; empty while it is used
    public record CredentialView(
            String id,
            int weight,
            String why,
            Duration backIn,
            int inFlight,
            long calls,
            long failures,
            BreakerState breaker) {}

    static PoolView of(EndpointPool pool) {
        long now = pool.clock().now();
        var members = pool.members();
        return new PoolView(
                pool.provider(),
                pool.balance(),
                pool.inside(),
                pool.waiting(),
                members.endpoints().stream().map(state -> of(state, now)).toList(),
                members.credentials().states().stream()
                        .map(state -> of(state, now))
                        .toList());
    }

    private static EndpointView of(EndpointState state, long now) {
        var endpoint = state.endpoint();
        var why = why(state, now);
        return new EndpointView(
                state.id(),
                address(endpoint.url()),
                endpoint.zone(),
                endpoint.models(),
                state(why, state),
                why,
                Duration.ofNanos(state.backIn(now)),
                state.steering.weightOr(endpoint.weight()),
                state.inFlight(),
                state.adaptive.limit(),
                state.calls.sum(),
                state.failures.sum(),
                Duration.ofNanos((long) state.latency.value()),
                state.breaker.state(now),
                state.breaker.openings());
    }

    /// Without what may be secret in it.
    private static String address(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private static String why(EndpointState state, long now) {
        var barred = state.barred("", Set.of(), now);
        if (barred != null) {
            return barred;
        }
        var unwell = state.unwell(now);
        if (unwell == null) {
            return "";
        }
        return unwell.equals(Reasons.UNHEALTHY) ? unwell + ": " + state.checks.why() : unwell;
    }

    private static State state(String why, EndpointState state) {
        if (state.steering.draining() || why.equals(Reasons.NO_WEIGHT)) {
            return State.DRAINING;
        }
        if (!state.checks.healthy()) {
            return State.UNHEALTHY;
        }
        return why.isEmpty() ? State.HEALTHY : State.EJECTED;
    }

    private static CredentialView of(CredentialState state, long now) {
        var why = state.out(now);
        return new CredentialView(
                state.id(),
                state.weight(),
                why == null ? "" : why,
                Duration.ofNanos(state.backIn(now)),
                state.inFlight(),
                state.calls.sum(),
                state.failures.sum(),
                state.breaker.state(now));
    }
}
