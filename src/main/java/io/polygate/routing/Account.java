package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.Outcome;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.CallRecord;
import io.polygate.telemetry.Metrics;
import org.jspecify.annotations.Nullable;

/// One log line and one observation for every call, in whichever way it ended. Belongs to one context.
final class Account {

    private final Metrics metrics;
    private final CallLog log;
    private int active;

    Account(Metrics metrics, CallLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    /// How a call ended. `overheadNanos` is 0 where it is not known to be anything else.
    record Ending(int status, @Nullable ErrorKind error, Outcome outcome, long overheadNanos) {

        static Ending refused(GatewayError refusal) {
            return new Ending(refusal.status(), refusal.kind(), Outcome.NOTHING, 0);
        }
    }

    void began() {
        active++;
    }

    void left() {
        active--;
    }

    /// How many calls are with a backend.
    int active() {
        return active;
    }

    void ended(Journey journey, Ending ending) {
        var call = journey.call;
        var target = journey.target;
        var outcome = ending.outcome();
        long started = call.startedNanos();
        var error = ending.error() == null && outcome.error() ? ErrorKind.UPSTREAM_ERROR : ending.error();
        var record = new CallRecord(
                call.id(),
                call.door(),
                call.operation().label(),
                journey.principal == null ? CallRecord.NONE : journey.principal.name(),
                target == null ? CallRecord.NONE : target.provider(),
                journey.model == null ? CallRecord.NONE : journey.model,
                target == null ? null : target.model(),
                call.stream(),
                ending.status(),
                error,
                outcome.finish(),
                outcome.tokens(),
                System.nanoTime() - started,
                ending.overheadNanos(),
                outcome.firstByteNanos() == 0 ? 0 : outcome.firstByteNanos() - started,
                journey.attempts);
        metrics.record(record);
        log.log(record);
    }
}
