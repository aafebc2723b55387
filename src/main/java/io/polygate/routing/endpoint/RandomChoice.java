package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// By chance; weights do not count.
final class RandomChoice implements Balancer {

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        return candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
    }
}
