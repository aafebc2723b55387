package io.polygate.routing.endpoint;

import java.util.ArrayList;
import java.util.List;

/// Who is cheapest; among equals, who has the fewest calls. Whose price is not known comes last.
final class LowestCost implements Balancer {

    private final Balancer amongEquals = new LeastRequests();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        double lowest = Double.POSITIVE_INFINITY;
        var cheap = new ArrayList<C>();
        for (int i = 0; i < candidates.size(); i++) {
            var candidate = candidates.get(i);
            double cost = candidate.cost(traits);
            if (cost < lowest) {
                lowest = cost;
                cheap.clear();
            }
            if (cost == lowest) {
                cheap.add(candidate);
            }
        }
        return cheap.size() == 1 ? cheap.getFirst() : amongEquals.choose(cheap, traits);
    }
}
