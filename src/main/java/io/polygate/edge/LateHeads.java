package io.polygate.edge;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/// The connections of a shard whose request head has begun and is not complete; run a few times a second.
final class LateHeads implements Runnable {

    static final long INTERVAL_MILLIS = 200;

    private final Duration timeout;
    private final Function<GatewayError, Buffer> renderer;
    private final Set<HeadDeadline> waiting = new HashSet<>();

    LateHeads(Duration timeout, Function<GatewayError, Buffer> renderer) {
        this.timeout = timeout;
        this.renderer = renderer;
    }

    void add(HeadDeadline deadline) {
        waiting.add(deadline);
    }

    void remove(HeadDeadline deadline) {
        waiting.remove(deadline);
    }

    Buffer render(GatewayError error) {
        return renderer.apply(error);
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
                var message = "the request's head was not complete after " + timeout.toMillis()
                        + " ms (server.header-timeout)";
                deadline.refuse(GatewayError.of(ErrorKind.REQUEST_TIMEOUT, message));
            }
        }
    }
}
