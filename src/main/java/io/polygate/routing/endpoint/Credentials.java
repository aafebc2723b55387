package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.ProviderConfig.Credential;
import io.polygate.routing.endpoint.EndpointPolicy.BreakerPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A provider's credentials, each used as often as its weight says while it works.
///
/// Only where there are several can one be left out; the only one is always used, and what its failures mean is left to
/// the endpoints. Immutable but for the states, which go over to the credentials of the next configuration.
final class Credentials {

    private static final int MAX_REFUSALS = 4;

    private final String provider;
    private final List<CredentialState> states;
    private final Balancer inTurn = new SmoothRoundRobin();

    private Credentials(String provider, List<CredentialState> states) {
        this.provider = provider;
        this.states = states;
    }

    static Credentials none() {
        return new Credentials("", List.of());
    }

    /// The credentials of a configuration; the state of one that was there before stays with it.
    Credentials next(String id, List<Credential> wanted, BreakerPolicy policy, long now) {
        var known = new HashMap<Object, CredentialState>();
        states.forEach(state -> known.put(state.credential().identity(), state));
        var next = new ArrayList<CredentialState>();
        for (var credential : wanted) {
            if (credential.isEmpty() || credential.weight() <= 0) {
                continue;
            }
            var state = known.remove(credential.identity());
            int number = next.size() + 1;
            if (state == null) {
                next.add(new CredentialState(credential, number, policy, now));
            } else {
                state.use(credential, number, policy, now);
                next.add(state);
            }
        }
        return new Credentials(id, List.copyOf(next));
    }

    List<CredentialState> states() {
        return states;
    }

    boolean several() {
        return states.size() > 1;
    }

    /// The only one, or null where there are none or several.
    @Nullable
    Credential only() {
        return states.size() == 1 ? states.getFirst().credential() : null;
    }

    /// One of several with its permit, or null when none can be used.
    @Nullable
    Taken take(Set<String> avoid, long now) {
        var ready = new ArrayList<CredentialState>(states.size());
        for (var state : states) {
            if (!avoid.contains(state.id()) && state.out(now) == null) {
                if (state.breaker.wantsTrial(now)) {
                    var permit = state.take(now);
                    if (permit != Breaker.Permit.NONE) {
                        return new Taken(state, permit);
                    }
                } else {
                    ready.add(state);
                }
            }
        }
        while (!ready.isEmpty()) {
            var chosen = inTurn.choose(ready, Traits.NONE);
            var permit = chosen.take(now);
            if (permit != Breaker.Permit.NONE) {
                return new Taken(chosen, permit);
            }
            ready.remove(chosen);
        }
        return null;
    }

    record Taken(CredentialState state, Breaker.Permit permit) {}

    List<Rejected> rejected(Set<String> avoid, long now) {
        var rejected = new ArrayList<Rejected>();
        for (var state : states) {
            var why = avoid.contains(state.id()) ? CredentialState.TRIED : state.out(now);
            if (why != null) {
                rejected.add(new Rejected(state.id(), why));
            }
        }
        return rejected;
    }

    /// Why none can be used: a limit where at least one only has to wait, else that all were refused.
    GatewayError reason(long now) {
        long soonest = Long.MAX_VALUE;
        boolean limited = false;
        for (var state : states) {
            var why = state.out(now);
            if (CredentialState.RATE_LIMITED.equals(why) || CredentialState.OUT_OF_QUOTA.equals(why)) {
                limited = true;
                soonest = Math.min(soonest, state.backIn(now));
            }
        }
        if (!limited) {
            return GatewayError.of(ErrorKind.UPSTREAM_AUTH, refusals(now));
        }
        var message = "every credential of provider " + provider + " has reached its limit";
        return GatewayError.of(ErrorKind.RATE_LIMITED, message).withRetryAfter(Duration.ofNanos(soonest));
    }

    private String refusals(long now) {
        var told = states.stream()
                .map(state -> state.refusal(now))
                .filter(refusal -> !refusal.isEmpty())
                .distinct()
                .limit(MAX_REFUSALS)
                .collect(Collectors.joining("; "));
        var message = "no credential of provider " + provider + " can be used";
        return told.isEmpty() ? message : message + ": " + told;
    }
}
