package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.Outcome;
import io.polygate.routing.rule.RuleTarget;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.CallRecord;
import io.polygate.telemetry.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One log line, one observation and one decision to look up for every call, in whichever way it ended. Belongs to one
/// context.
final class Account {

    private static final String MIRROR = "mirror";

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

        /// What went wrong, also where it did so inside a stream that had begun.
        @Nullable
        ErrorKind problem() {
            return error == null && outcome.error() ? ErrorKind.UPSTREAM_ERROR : error;
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
        long started = journey.call.startedNanos();
        long now = System.nanoTime();
        var route = journey.route;
        boolean telling = Decision.worthTelling(route, journey.steps);
        var line = telling && route != null ? Decision.line(route.seen(), journey.steps) : null;
        var record = record(journey, journey.call.door(), journey.target, ending, new Times(started, now, line));
        metrics.record(record);
        log.log(record);
        told(journey, ending);
    }

    /// A call of which each turn was accounted for: only its decision is left to look up.
    void told(Journey journey, Ending ending) {
        var route = journey.route;
        if (route != null) {
            long nanos = System.nanoTime() - journey.call.startedNanos();
            journey.snapshot.node().decisions().add(decision(journey, route, ending, nanos));
        }
    }

    /// The `number`th turn of a conversation that goes on: a call of its own in the log and in the metrics.
    void turn(Journey journey, int number, long startedNanos, Outcome outcome) {
        var ending = new Ending(200, null, outcome, 0);
        var times = new Times(startedNanos, System.nanoTime(), null);
        var record = record(journey, journey.call.door(), journey.target, ending, times)
                .numbered(number);
        metrics.record(record);
        log.log(record);
    }

    /// The line of a copy for a shadow. It counts as no call.
    void mirrored(Journey journey, RuleTarget shadow, Ending ending, long startedNanos) {
        log.log(record(journey, MIRROR, shadow, ending, new Times(startedNanos, System.nanoTime(), null)));
    }

    private record Times(long started, long now, @Nullable String route) {}

    private static CallRecord record(
            Journey journey, String door, @Nullable RuleTarget target, Ending ending, Times times) {
        var call = journey.call;
        var outcome = ending.outcome();
        return new CallRecord(
                call.id(),
                door,
                call.operation().label(),
                journey.principal == null ? CallRecord.NONE : journey.principal.name(),
                target == null ? CallRecord.NONE : target.provider(),
                journey.model == null ? CallRecord.NONE : journey.model,
                target == null ? null : target.model(),
                call.stream(),
                ending.status(),
                ending.problem(),
                outcome.finish(),
                outcome.tokens(),
                outcome.units(),
                times.now - times.started,
                ending.overheadNanos(),
                outcome.firstByteNanos() == 0 ? 0 : outcome.firstByteNanos() - times.started,
                journey.attempts,
                times.route);
    }

    private static Decision decision(Journey journey, Route route, Ending ending, long nanos) {
        return new Decision(
                journey.call.id(),
                System.currentTimeMillis(),
                journey.principal == null ? null : journey.principal.name(),
                journey.model,
                ending.status(),
                ending.problem(),
                nanos,
                route.seen(),
                List.copyOf(journey.steps));
    }
}
