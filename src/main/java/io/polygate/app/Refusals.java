package io.polygate.app;

import io.polygate.bus.Unaccounted;
import io.polygate.edge.RefusalListener;
import io.polygate.model.GatewayError;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.CallRecord;
import io.polygate.telemetry.Metrics;
import java.util.concurrent.locks.ReentrantLock;

/// Gives what never came to a pipeline, or was lost with it, its log line and counts it, as the pipeline does for
/// calls.
final class Refusals implements RefusalListener, Unaccounted {

    private final Metrics metrics;
    private final CallLog log;
    private final ReentrantLock lock = new ReentrantLock();

    Refusals(Metrics metrics, CallLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    @Override
    public void refused(String id, long startedNanos, GatewayError error) {
        ended("edge", id, startedNanos, error);
    }

    /// One at a time: what comes before the first head of a connection is not on the shard's own context.
    @Override
    public void ended(String door, String id, long startedNanos, GatewayError error) {
        lock.lock();
        try {
            account(door, id, startedNanos, error);
        } finally {
            lock.unlock();
        }
    }

    private void account(String door, String id, long startedNanos, GatewayError error) {
        var none = CallRecord.NONE;
        var record = new CallRecord(
                id,
                door,
                none,
                none,
                none,
                none,
                null,
                false,
                error.status(),
                error.kind(),
                null,
                TokenCount.UNKNOWN,
                Units.NONE,
                System.nanoTime() - startedNanos,
                0,
                0,
                0,
                null);
        metrics.record(record);
        log.log(record);
    }
}
