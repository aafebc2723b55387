package io.polygate.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks all other nodes of the cluster for what is not here. A node that joined later, or missed what was told, finds
/// it so. The wait is bounded; a node that is alone has nobody to ask. Safe from every thread.
public final class Inquiry {

    private static final String NUMBER = "number";
    private static final String BACK = "back";
    private static final Answers NOBODY = new Answers(List.of(), true);

    private final Vertx vertx;
    private final String address;
    private final String back;
    private final Duration patience;
    private final Function<Buffer, Future<@Nullable Buffer>> answer;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Asked> open = new ConcurrentHashMap<>();

    /// What the others have.
    ///
    /// @param complete whether every node has answered: what is not found is nowhere
    public record Answers(List<Buffer> found, boolean complete) {

        public Answers {
            found = List.copyOf(found);
        }
    }

    /// @param patience how long to wait for the others
    /// @param answer answers what another node asks; null where this one has nothing
    public Inquiry(Vertx vertx, String topic, Duration patience, Function<Buffer, Future<@Nullable Buffer>> answer) {
        this.vertx = vertx;
        this.address = "polygate.ask." + topic;
        this.back = address + "." + UUID.randomUUID();
        this.patience = patience;
        this.answer = answer;
        if (vertx.isClustered()) {
            vertx.eventBus().<Buffer>consumer(address, this::hear);
            vertx.eventBus().<Buffer>consumer(back, this::answered);
        }
    }

    /// Whether there may be somebody to ask.
    public boolean possible() {
        return vertx.isClustered();
    }

    /// Asks; completes on the caller's context when `enough` nodes had something, when all have answered, or in the
    /// end.
    public Future<Answers> ask(Buffer question, int enough) {
        int others = others();
        if (others == 0) {
            return Future.succeededFuture(NOBODY);
        }
        long number = numbers.incrementAndGet();
        var asked = new Asked(((ContextInternal) vertx.getOrCreateContext()).promise(), others, enough);
        open.put(number, asked);
        long timer = vertx.setTimer(patience.toMillis(), id -> asked.giveUp());
        var options =
                new DeliveryOptions().addHeader(NUMBER, Long.toString(number)).addHeader(BACK, back);
        vertx.eventBus().publish(address, question, options);
        return asked.promise.future().onComplete(done -> {
            open.remove(number);
            vertx.cancelTimer(timer);
        });
    }

    private int others() {
        return vertx.isClustered()
                ? ((VertxInternal) vertx).clusterManager().getNodes().size() - 1
                : 0;
    }

    private void hear(Message<Buffer> message) {
        var asker = message.headers().get(BACK);
        if (asker == null || asker.equals(back)) {
            return;
        }
        var options = new DeliveryOptions().addHeader(NUMBER, message.headers().get(NUMBER));
        answer.apply(message.body()).onComplete(result -> {
            var found = result.succeeded() ? result.result() : null;
            vertx.eventBus().send(asker, found == null ? Buffer.buffer() : found, options);
        });
    }

    private void answered(Message<Buffer> message) {
        var asked = open.get(Long.valueOf(message.headers().get(NUMBER)));
        if (asked != null) {
            asked.hear(message.body());
        }
    }

    /// A question that waits for its answers, which come on other threads than the asker's.
    private static final class Asked {

        private final Promise<Answers> promise;
        private final int enough;
        private final ReentrantLock lock = new ReentrantLock();
        private final List<Buffer> found = new ArrayList<>();
        private int missing;

        Asked(Promise<Answers> promise, int missing, int enough) {
            this.promise = promise;
            this.missing = missing;
            this.enough = enough;
        }

        void hear(Buffer body) {
            lock.lock();
            try {
                missing--;
                if (body.length() > 0) {
                    found.add(body);
                }
                if (missing <= 0 || found.size() >= enough) {
                    promise.tryComplete(new Answers(found, missing <= 0));
                }
            } finally {
                lock.unlock();
            }
        }

        void giveUp() {
            lock.lock();
            try {
                promise.tryComplete(new Answers(found, false));
            } finally {
                lock.unlock();
            }
        }
    }
}
