package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is expected to be done soonest with a prompt of this size; among those that are about as fast, who has the
/// fewest calls, and then in turn. Who is not known, or not any more, gets a call to find out.
final class LowestLatency implements Balancer {

    private static final double ABOUT = 1.1;

    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        int size = candidates.size();
        double soonest = Double.POSITIVE_INFINITY;
        var times = new double[size];
        for (int i = 0; i < size; i++) {
            var candidate = candidates.get(i);
            times[i] = candidate.expectedNanos(traits.promptTokens());
            if (times[i] == 0 && candidate.inFlight() == 0) {
                return candidate;
            }
            if (times[i] > 0 && times[i] < soonest) {
                soonest = times[i];
            }
        }
        int at = Math.floorMod(turn.getAndIncrement(), size);
        C best = candidates.get(at);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            // Where nobody is known all are as good.
            boolean fast = soonest == Double.POSITIVE_INFINITY || times[at] > 0 && times[at] <= soonest * ABOUT;
            if (fast && LeastRequests.load(candidates.get(at), traits.model()) < least) {
                best = candidates.get(at);
                least = LeastRequests.load(best, traits.model());
            }
            at = at + 1 == size ? 0 : at + 1;
        }
        return best;
    }
}
