package io.polygate.routing.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// In turn in proportion to the weights, spread evenly: nginx's smooth weighted round robin. Weights 5, 1, 1 give
/// `a a b a c a a`. Who comes or goes changes nothing for the others.
final class SmoothRoundRobin implements Balancer {

    private final ReentrantLock lock = new ReentrantLock();
    private String[] ids = {};
    private long[] current = {};

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        lock.lock();
        try {
            align(candidates);
            long total = 0;
            int best = 0;
            for (int i = 0; i < current.length; i++) {
                int weight = Math.max(1, candidates.get(i).weight());
                total += weight;
                current[i] += weight;
                if (current[i] > current[best]) {
                    best = i;
                }
            }
            current[best] -= total;
            return candidates.get(best);
        } finally {
            lock.unlock();
        }
    }

    /// Brings the counts into the candidates' order; who is new begins with none.
    private void align(List<? extends Candidate> candidates) {
        if (same(candidates)) {
            return;
        }
        var counts = new HashMap<String, Long>();
        for (int i = 0; i < ids.length; i++) {
            counts.put(ids[i], current[i]);
        }
        ids = new String[candidates.size()];
        current = new long[candidates.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = candidates.get(i).id();
            current[i] = counts.getOrDefault(ids[i], 0L);
        }
    }

    private boolean same(List<? extends Candidate> candidates) {
        if (ids.length != candidates.size()) {
            return false;
        }
        for (int i = 0; i < ids.length; i++) {
            if (!candidates.get(i).id().equals(ids[i])) {
                return false;
            }
        }
        return true;
    }
}
