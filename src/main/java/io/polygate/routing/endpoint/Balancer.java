package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.util.List;

/// Chooses one of several. Safe from every thread; keeps what it needs from one choice to the next.
public interface Balancer {

    /// @param candidates at least one
    <C extends Candidate> C choose(List<C> candidates, Traits traits);

    static Balancer of(Balance balance) {
        return switch (balance) {
            case ROUND_ROBIN -> new RoundRobin();
            case RANDOM -> new RandomChoice();
            case WEIGHTED_ROUND_ROBIN -> new SmoothRoundRobin();
            case WEIGHTED -> new WeightedChoice();
            case LEAST_REQUESTS -> new LeastRequests();
            case POWER_OF_TWO -> new PowerOfTwo();
            case IP_HASH -> new Rendezvous(Traits::peer);
            case CONSISTENT_HASH -> new Rendezvous(Traits::affinity);
            case LOWEST_LATENCY -> new LowestLatency();
            case LOWEST_COST -> new LowestCost();
        };
    }
}
