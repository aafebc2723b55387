package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sends a call to its targets in turn until one begins to answer, then passes that answer on at the caller's pace.
final class Dispatch implements AttemptHandler {

    private static final String PROVIDER = "x-polygate-provider";
    private static final String MODEL = "x-polygate-model";
    private static final String OVERHEAD = "x-polygate-overhead-ms";
    private static final int CLIENT_CLOSED = 499;

    private final Vertx vertx;
    private final Journey journey;
    private final Account account;
    private int next;
    private int status;
    private boolean committed;
    private boolean paused;
    private long overheadNanos;
    private boolean ended;
    private @Nullable Attempt attempt;
    private @Nullable Gate gate;
    private @Nullable Runnable stopWaiting;

    Dispatch(Vertx vertx, Journey journey, Account account) {
        this.vertx = vertx;
        this.journey = journey;
        this.account = account;
    }

    void begin() {
        account.began();
        journey.answer.onCancel(this::cancelled);
        journey.answer.onDrain(this::drained);
        tryNext();
    }

    private void tryNext() {
        var target = journey.targets.get(next++);
        journey.target = target;
        var gate = journey.snapshot.gates().get(target.provider());
        if (gate == null || gate.tryEnter()) {
            entered(gate);
            return;
        }
        stopWaiting = gate.await(
                vertx,
                () -> {
                    stopWaiting = null;
                    entered(gate);
                },
                full -> {
                    stopWaiting = null;
                    failed(full, Outcome.NOTHING);
                });
    }

    private void entered(@Nullable Gate entry) {
        gate = entry;
        var target = Objects.requireNonNull(journey.target);
        var provider = journey.snapshot.providers().get(target.provider());
        journey.attempts++;
        journey.sentNanos = System.nanoTime();
        if (provider == null) {
            var message = "provider " + target.provider() + " is not running";
            failed(GatewayError.of(ErrorKind.OVERLOADED, message), Outcome.NOTHING);
            return;
        }
        var call = journey.call;
        var upstream = new UpstreamCall(
                call.id(),
                journey.principal == null ? "" : journey.principal.name(),
                call.operation(),
                call.dialect(),
                target.model(),
                call.stream(),
                call.body(),
                call.outline(),
                call.variant(),
                call.query(),
                call.headers());
        var opened = provider.open(upstream, this);
        if (!ended) {
            attempt = opened;
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        var first = head;
        if (!committed) {
            committed = true;
            status = Objects.requireNonNull(head, "the first part has the head").status();
            first = withOurs(head, last);
        }
        if (last != null) {
            end(new Account.Ending(status, null, last, overheadNanos));
        }
        journey.answer.part(first, bytes, last != null);
        if (last == null && !paused && !journey.answer.writable() && attempt != null) {
            paused = true;
            attempt.pause();
        }
    }

    /// What of the time until now was not the backend's: before it was asked, and after its first byte.
    private Head withOurs(Head head, @Nullable Outcome last) {
        long now = System.nanoTime();
        long before = journey.sentNanos - journey.call.startedNanos();
        long after = last == null || last.firstByteNanos() == 0 ? 0 : now - last.firstByteNanos();
        overheadNanos = before + after;
        var headers = new ArrayList<Header>(head.headers().size() + 3);
        headers.addAll(head.headers());
        var target = Objects.requireNonNull(journey.target);
        headers.add(new Header(PROVIDER, target.provider()));
        headers.add(new Header(MODEL, target.model()));
        headers.add(new Header(OVERHEAD, millis(overheadNanos)));
        return new Head(head.status(), headers);
    }

    private static String millis(long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        long rest = micros % 1000;
        return micros / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
    }

    @Override
    public void failed(GatewayError error, Outcome used) {
        letGo();
        if (!committed && error.kind().retryable() && next < journey.targets.size()) {
            tryNext();
            return;
        }
        end(new Account.Ending(committed ? status : error.status(), error.kind(), used, overheadNanos));
        journey.answer.fail(error);
    }

    private void drained() {
        if (paused && attempt != null) {
            paused = false;
            attempt.resume();
        }
    }

    /// The caller left: the backend is let go at once.
    private void cancelled() {
        letGo();
        end(new Account.Ending(CLIENT_CLOSED, ErrorKind.CLIENT_CLOSED, Outcome.NOTHING, overheadNanos));
    }

    private void letGo() {
        if (stopWaiting != null) {
            stopWaiting.run();
            stopWaiting = null;
        }
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
        leaveGate();
    }

    private void end(Account.Ending ending) {
        ended = true;
        attempt = null;
        leaveGate();
        account.ended(journey, ending);
        account.left();
    }

    private void leaveGate() {
        if (gate != null) {
            gate.leave();
            gate = null;
        }
    }
}
