package io.polygate.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes log lines from a thread of its own, so that a slow terminal or pipe never holds an event loop.
///
/// Lines wait in memory up to a bound and for some ten milliseconds, so that many leave in one write; beyond the bound
/// they are dropped and counted.
public final class LineSink implements AutoCloseable {

    private static final int MAX_WAITING = 8 * 1024 * 1024;
    private static final long GATHER_NANOS = 10_000_000;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private StringBuilder waiting = new StringBuilder();
    private StringBuilder spare = new StringBuilder();
    private boolean closed;

    public LineSink(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("call-log").daemon().start(this::write);
    }

    /// Takes a line with its line end.
    public void add(String line) {
        lock.lock();
        try {
            if (waiting.length() + line.length() > MAX_WAITING) {
                dropped.incrementAndGet();
                return;
            }
            if (waiting.isEmpty()) {
                filled.signal();
            }
            waiting.append(line);
        } finally {
            lock.unlock();
        }
    }

    /// How many lines found no room.
    public long dropped() {
        return dropped.get();
    }

    private void write() {
        try {
            while (true) {
                var lines = next();
                if (lines == null) {
                    return;
                }
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Nobody reads our standard output any more; calls go on without their lines.
            dropped.incrementAndGet();
        }
    }

    private @org.jspecify.annotations.Nullable StringBuilder next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                filled.await();
            }
            if (!closed) {
                gather();
            }
            if (waiting.isEmpty()) {
                return null;
            }
            var lines = waiting;
            waiting = spare;
            waiting.setLength(0);
            spare = lines;
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private void gather() throws InterruptedException {
        long left = GATHER_NANOS;
        while (left > 0 && !closed) {
            left = filled.awaitNanos(left);
        }
    }

    /// Writes what waits, then ends the thread.
    @Override
    public void close() {
        lock.lock();
        closed = true;
        filled.signal();
        lock.unlock();
        try {
            writer.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
