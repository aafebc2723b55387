package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The better of two that chance draws: less latency (peak EWMA) times calls in flight, for its weight. Who has not
/// answered yet gets its first call early and no second one until it has.
final class PowerOfTwo implements Balancer {

    private static final double UNKNOWN = 1e18;

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        int size = candidates.size();
        if (size == 1) {
            return candidates.getFirst();
        }
        var random = ThreadLocalRandom.current();
        int first = random.nextInt(size);
        int second = random.nextInt(size - 1);
        var one = candidates.get(first);
        var other = candidates.get(second < first ? second : second + 1);
        return load(other) < load(one) ? other : one;
    }

    private static double load(Candidate candidate) {
        double latency = candidate.latency();
        int calls = candidate.inFlight();
        double load = latency > 0 ? latency * (calls + 1) : calls == 0 ? 0 : UNKNOWN * (calls + 1);
        return load / Math.max(1, candidate.weight());
    }
}
