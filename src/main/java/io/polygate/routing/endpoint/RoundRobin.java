package io.polygate.routing.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// In turn; weights do not count.
final class RoundRobin implements Balancer {

    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        return candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size()));
    }
}
