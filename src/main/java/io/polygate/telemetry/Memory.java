package io.polygate.telemetry;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether there is memory for more work. Where there is not, new work is refused and what is open goes on: a refusal
/// is over in a moment, a process that ran out of memory takes every open call with it.
///
/// The heap is full when what a collection of its old part left alive exceeds `runtime.memory-high`; what only
/// looks full is collected first. There is not a collection at every look: a heap of which three quarters of that
/// were alive counts as full as well when half of what is above the mark is used. Buffers outside the heap count by
/// what is in use. [#look] is called again and again, by one thread at a time; the rest is safe from every thread.
///
/// The serial collector's heap grows before it is cleaned, so that garbage alone makes the process large. It is
/// therefore collected when what the JVM has taken so far is nearly used up; the JVM then makes it as large as what
/// lives needs. What it took for more than lives now it gives back when it is collected: once a minute, where little
/// came to it in that minute.
public final class Memory {

    /// How often to look.
    public static final long LOOK_MILLIS = 50;

    private static final Duration COME_BACK = Duration.ofSeconds(2);
    /// A collection holds up every stream; what the JVM has not taken yet is taken for garbage in less.
    private static final long COLLECT_AGAIN_NANOS = 1_000_000_000L;

    private static final long KEEP_SMALL_NANOS = 100_000_000L;
    /// Of what the JVM has taken, but not more than `RESERVE`: what large prompts fill in some tens of milliseconds.
    private static final double NEARLY_USED_UP = 0.75;

    private static final long RESERVE = 24L << 20;

    /// Everybody waits for a collection, some two milliseconds for each megabyte alive: where more is alive than the
    /// JVM took at first, so many times as much is in use before.
    private static final int WORTHWHILE = 3;

    private static final long GIVE_BACK_NANOS = 60_000_000_000L;
    private static final long WORTH_GIVING_BACK = 16L << 20;
    /// Of what the JVM took at first.
    private static final double GROWN = 1.5;

    private static final String SERIAL = "Tenured Gen";

    private final double high;
    private final Heap heap;
    private final LongSupplier nanos;
    private final List<PooledByteBufAllocator> buffers;
    private final long first;
    private long collectedNanos;
    private long minuteNanos;
    private long usedAMinuteAgo;
    private volatile boolean scarce;

    /// The part of the heap where what lives long ends up; bytes.
    interface Heap {

        long max();

        /// What the JVM has taken of the machine's memory so far; as much as it may where it sees to that itself.
        long taken();

        long used();

        /// What was used after the last collection of it.
        long alive();
    }

    /// @param highPercent share of the memory in use from which on more is refused
    /// @param buffers where connections take their buffers from
    public Memory(int highPercent, PooledByteBufAllocator... buffers) {
        this(highPercent, old(), System::nanoTime, buffers);
    }

    Memory(int highPercent, @Nullable Heap heap, LongSupplier nanos, PooledByteBufAllocator... buffers) {
        this.high = highPercent / 100.0;
        this.heap = heap == null ? new Unknown() : heap;
        this.nanos = nanos;
        this.buffers = List.of(buffers);
        this.first = this.heap.taken();
        this.minuteNanos = nanos.getAsLong();
        this.collectedNanos = minuteNanos - COLLECT_AGAIN_NANOS;
    }

    /// Whether new work is to be refused.
    public boolean scarce() {
        return scarce;
    }

    /// What is said to who is refused.
    public static GatewayError refusal() {
        return GatewayError.of(ErrorKind.OVERLOADED, "the gateway has no memory for more calls at the moment")
                .withRetryAfter(COME_BACK);
    }

    /// Looks at what is in use.
    ///
    /// @return whether a collection would tell more
    public boolean look() {
        double used = share(heap.used(), heap.max());
        double alive = share(heap.alive(), heap.max());
        boolean crowded = used >= high && alive >= high || used >= (1 + high) / 2 && alive >= high * 0.75;
        scarce = crowded || outside() >= high;
        long now = nanos.getAsLong();
        long since = now - collectedNanos;
        boolean full = used >= high && since >= COLLECT_AGAIN_NANOS;
        boolean growing = growing() && since >= KEEP_SMALL_NANOS;
        boolean collect = full || growing || givesBack(now);
        if (collect) {
            collectedNanos = now;
        }
        return collect;
    }

    private boolean growing() {
        long taken = heap.taken();
        long reserve = Math.min((long) (taken * (1 - NEARLY_USED_UP)), RESERVE);
        return taken < heap.max() && taken - heap.used() <= reserve && worthwhile();
    }

    private boolean worthwhile() {
        long alive = heap.alive();
        return alive <= first || heap.used() >= alive * WORTHWHILE;
    }

    private boolean givesBack(long now) {
        if (now - minuteNanos < GIVE_BACK_NANOS) {
            return false;
        }
        minuteNanos = now;
        long used = heap.used();
        boolean calm = used - usedAMinuteAgo < WORTH_GIVING_BACK;
        usedAMinuteAgo = used;
        return calm && heap.taken() > first * GROWN && used - heap.alive() >= WORTH_GIVING_BACK;
    }

    private double outside() {
        long max = PlatformDependent.maxDirectMemory();
        if (share(PlatformDependent.usedDirectMemory(), max) < high) {
            return 0;
        }
        long pinned = 0;
        for (var allocator : buffers) {
            pinned += allocator.pinnedDirectMemory();
        }
        return share(pinned, max);
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : (double) part / whole;
    }

    private static @Nullable Heap old() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isCollectionUsageThresholdSupported()
                        && pool.getUsage().getMax() > 0)
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                .map(Pool::new)
                .orElse(null);
    }

    private record Pool(MemoryPoolMXBean bean) implements Heap {

        @Override
        public long max() {
            return bean.getUsage().getMax();
        }

        @Override
        public long taken() {
            return bean.getName().equals(SERIAL) ? bean.getUsage().getCommitted() : max();
        }

        @Override
        public long used() {
            return bean.getUsage().getUsed();
        }

        @Override
        public long alive() {
            var after = bean.getCollectionUsage();
            return after == null ? 0 : after.getUsed();
        }
    }

    /// Of a JVM that does not tell.
    private static final class Unknown implements Heap {

        @Override
        public long max() {
            return 0;
        }

        @Override
        public long taken() {
            return 0;
        }

        @Override
        public long used() {
            return 0;
        }

        @Override
        public long alive() {
            return 0;
        }
    }
}
