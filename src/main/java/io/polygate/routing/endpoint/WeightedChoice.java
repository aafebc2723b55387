package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// By chance in proportion to the weights.
final class WeightedChoice implements Balancer {

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        long total = 0;
        for (int i = 0; i < candidates.size(); i++) {
            total += Math.max(1, candidates.get(i).weight());
        }
        long lot = ThreadLocalRandom.current().nextLong(total);
        int at = 0;
        // A weight may change in between: the last one takes what is left.
        while (at < candidates.size() - 1) {
            lot -= Math.max(1, candidates.get(at).weight());
            if (lot < 0) {
                break;
            }
            at++;
        }
        return candidates.get(at);
    }
}
