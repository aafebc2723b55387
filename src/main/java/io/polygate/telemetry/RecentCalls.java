package io.polygate.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The last calls of this node, what they come to, and who wants to hear of each as it ends. Safe from every thread.
public final class RecentCalls {

    private static final int KEPT = 1000;

    private final AtomicReferenceArray<@Nullable Ended> ring = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
    private final List<Consumer<Ended>> listeners = new CopyOnWriteArrayList<>();

    /// A call that has ended.
    ///
    /// @param number counts the calls of this process from 1
    public record Ended(long number, long endedMillis, CallRecord call) {}

    /// What all calls since the start come to.
    public record Totals(long calls, long failures, long inputTokens, long outputTokens) {}

    void add(CallRecord call) {
        long number = next.incrementAndGet();
        var ended = new Ended(number, System.currentTimeMillis(), call);
        ring.setRelease((int) (number % KEPT), ended);
        calls.increment();
        if (call.error() != null) {
            failures.increment();
        }
        if (call.tokens().known()) {
            inputTokens.add(call.tokens().totalInput());
            outputTokens.add(call.tokens().totalOutput());
        }
        for (var listener : listeners) {
            listener.accept(ended);
        }
    }

    /// The last calls of those that are wanted, the latest first.
    ///
    /// @param before only those with a lower number
    /// @param most how many at most
    public List<Ended> last(Predicate<CallRecord> wanted, long before, int most) {
        var found = new ArrayList<Ended>();
        long end = Math.min(next.get(), before - 1);
        for (long number = end; number > Math.max(0, end - KEPT) && found.size() < most; number--) {
            var ended = ring.getAcquire((int) (number % KEPT));
            if (ended != null && ended.number == number && wanted.test(ended.call)) {
                found.add(ended);
            }
        }
        return found;
    }

    public Totals totals() {
        return new Totals(calls.sum(), failures.sum(), inputTokens.sum(), outputTokens.sum());
    }

    /// Tells `listener` of every call that ends from now on, on whichever thread that is; it must be quick.
    ///
    /// @return run it to hear no more
    public Runnable listen(Consumer<Ended> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
