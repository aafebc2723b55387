package io.polygate.edge;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The connections of a shard whose request head has begun and is not complete; run a few times a second.
final class LateHeads implements Runnable {

    static final long INTERVAL_MILLIS = 200;

    private final Duration timeout;
    private final RawAnswer answer;
    private final Set<HeadDeadline> waiting = new HashSet<>();

    LateHeads(Duration timeout, RawAnswer answer) {
        this.timeout = timeout;
        this.answer = answer;
    }

    void add(HeadDeadline deadline) {
        waiting.add(deadline);
    }

    void remove(HeadDeadline deadline) {
        waiting.remove(deadline);
    }

    RawAnswer answer() {
        return answer;
    }

    @Override
    public void run() {
        if (waiting.isEmpty()) {
            return;
        }
        long before = System.nanoTime() - timeout.toNanos();
        for (var deadline : waiting.toArray(HeadDeadline[]::new)) {
            if (deadline.isLate(before)) {
                waiting.remove(deadline);
                deadline.refuse(FirstHead.late(timeout));
            }
        }
    }
}
