package io.polygate.routing.endpoint;

import java.util.ArrayList;
import java.util.List;

/// Who is expected to be done soonest with a prompt of this size; among those that are about as fast, who has the
/// fewest calls. Who is not known, or not any more, gets a call to find out.
final class LowestLatency implements Balancer {

    private static final double ABOUT = 1.1;

    private final Balancer amongEquals = new LeastRequests();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        double soonest = Double.POSITIVE_INFINITY;
        var times = new double[candidates.size()];
        for (int i = 0; i < times.length; i++) {
            var candidate = candidates.get(i);
            times[i] = candidate.expectedNanos(traits.promptTokens());
            if (times[i] == 0 && candidate.inFlight() == 0) {
                return candidate;
            }
            if (times[i] > 0) {
                soonest = Math.min(soonest, times[i]);
            }
        }
        if (soonest == Double.POSITIVE_INFINITY) {
            return amongEquals.choose(candidates, traits);
        }
        var fast = new ArrayList<C>();
        for (int i = 0; i < times.length; i++) {
            if (times[i] > 0 && times[i] <= soonest * ABOUT) {
                fast.add(candidates.get(i));
            }
        }
        return fast.size() == 1 ? fast.getFirst() : amongEquals.choose(fast, traits);
    }
}
