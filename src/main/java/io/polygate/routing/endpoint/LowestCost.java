package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is cheapest; among equals, who has the fewest calls, and then in turn. Whose price is not known comes last.
final class LowestCost implements Balancer {

    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        int size = candidates.size();
        int at = Math.floorMod(turn.getAndIncrement(), size);
        var best = candidates.get(at);
        double lowest = best.cost(traits);
        double least = LeastRequests.load(best, traits.model());
        for (int i = 1; i < size; i++) {
            at = at + 1 == size ? 0 : at + 1;
            var other = candidates.get(at);
            double cost = other.cost(traits);
            if (cost < lowest || cost == lowest && LeastRequests.load(other, traits.model()) < least) {
                best = other;
                lowest = cost;
                least = LeastRequests.load(other, traits.model());
            }
        }
        return best;
    }
}
