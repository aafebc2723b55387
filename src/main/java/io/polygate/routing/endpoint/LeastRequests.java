package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Who has the fewest calls in flight for its weight, and for the model's slots where those are known; among equals
/// in turn.
final class LeastRequests implements Balancer {

    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        int size = candidates.size();
        int at = Math.floorMod(turn.getAndIncrement(), size);
        var best = candidates.get(at);
        double least = load(best, traits.model());
        for (int i = 1; i < size; i++) {
            at = at + 1 == size ? 0 : at + 1;
            var other = candidates.get(at);
            double load = load(other, traits.model());
            if (load < least) {
                best = other;
                least = load;
            }
        }
        return best;
    }

    /// How busy it would be with the call that is to be placed, for its weight.
    static double load(Candidate candidate, String model) {
        return candidate.busy(model) / Math.max(1, candidate.weight());
    }
}
