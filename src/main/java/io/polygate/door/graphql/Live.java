package io.polygate.door.graphql;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// What happens while somebody looks, without an end. Who reads too slowly misses the latest: what waits is bounded.
final class Live implements Publisher<Map<String, Object>>, Subscription {

    private static final int MAX_WAITING = 256;

    private final Context context;
    private final Function<Live, Runnable> source;
    private final Queue<Map<String, Object>> waiting = new ArrayDeque<>();
    private @Nullable Subscriber<? super Map<String, Object>> subscriber;
    private @Nullable Runnable stop;
    private long wanted;
    private boolean telling;
    private boolean over;

    /// @param context where the subscriber lives
    /// @param source begins to offer, and ends when its result is run
    Live(Context context, Function<Live, Runnable> source) {
        this.context = context;
        this.source = source;
    }

    @Override
    public void subscribe(Subscriber<? super Map<String, Object>> who) {
        subscriber = who;
        who.onSubscribe(this);
        if (!over) {
            stop = source.apply(this);
        }
    }

    /// From whichever thread.
    void offer(Map<String, Object> event) {
        context.runOnContext(v -> {
            if (!over && waiting.size() < MAX_WAITING) {
                waiting.add(event);
                tell();
            }
        });
    }

    @Override
    public void request(long more) {
        wanted = Long.MAX_VALUE - wanted < more ? Long.MAX_VALUE : wanted + more;
        tell();
    }

    @Override
    public void cancel() {
        over = true;
        waiting.clear();
        if (stop != null) {
            stop.run();
        }
    }

    private void tell() {
        if (telling || subscriber == null) {
            return;
        }
        telling = true;
        while (wanted > 0 && !over && !waiting.isEmpty()) {
            wanted--;
            subscriber.onNext(waiting.remove());
        }
        telling = false;
    }
}
