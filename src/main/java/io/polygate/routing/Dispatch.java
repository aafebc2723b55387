package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.model.PassedRequest;
import io.polygate.provider.Continuation;
import io.polygate.provider.Outcome;
import io.polygate.routing.endpoint.Ended;
import io.polygate.telemetry.Millis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sends a call to its targets in turn until one begins to answer, then passes that answer on at the caller's pace.
///
/// All of it happens before one deadline. What to do about a failure is for [Retries] to say. A call whose caller left
/// is let go, unless its vendor bills on or somebody may ask for the answer again: then it goes on within bounds.
final class Dispatch implements Try.Listener {

    private static final String PROVIDER = "x-polygate-provider";
    private static final String MODEL = "x-polygate-model";
    private static final String OVERHEAD = "x-polygate-overhead-ms";

    private final Shared shared;
    private final Journey journey;
    private final Retries retries;
    private final List<Try> open = new ArrayList<>(1);
    private long deadlineNanos;
    private int status;
    private @Nullable Try answering;
    private @Nullable Long timer;
    private @Nullable GatewayError left;
    private long drainable;
    private boolean paused;
    private boolean ended;
    private long overheadNanos;
    private int turns;

    /// What the calls of a shard share.
    record Shared(Vertx vertx, Account account, Overdue overdue, Mirrors mirrors) {}

    Dispatch(Shared shared, Journey journey) {
        this.shared = shared;
        this.journey = journey;
        this.retries = new Retries(journey);
        this.deadlineNanos = journey.call.startedNanos()
                + journey.snapshot.routing().deadline().toNanos();
    }

    void begin() {
        shared.account.began();
        shared.overdue.add(this);
        journey.snapshot.node().budget().called(System.nanoTime());
        journey.answer.onCancel(this::cancelled);
        journey.answer.onDrain(this::drained);
        if (journey.upload == null) {
            journey.answer.onData(this::said);
        }
        var route = Objects.requireNonNull(journey.route);
        var goingOn = journey.snapshot.routing().goingOn();
        if (journey.call.stream() && route.rule().continues(goingOn.enabled())) {
            journey.continuation = new Continuation(goingOn.maxText());
        }
        go(Visit.to(Objects.requireNonNull(route.next())));
        if (conversation() || journey.upload != null) {
            return;
        }
        if (!ended) {
            hedgeLater();
        }
        shared.mirrors.send(journey, route.mirrors());
    }

    /// Goes to one target only and for as long as both sides like.
    private boolean conversation() {
        return journey.call.operation() == Operation.REALTIME;
    }

    /// Whatever a backend didn't take is gone with it, so that every byte is taken in the end.
    private void said(Buffer bytes) {
        if (answering != null) {
            answering.send(bytes).onComplete(v -> journey.answer.taken(bytes.length()));
        }
    }

    @Override
    public void turn(long startedNanos, Outcome outcome) {
        shared.account.turn(journey, ++turns, startedNanos, outcome);
    }

    private void go(Visit visit) {
        journey.target = visit.target();
        var next = new Try(shared, journey, visit, this);
        open.add(next);
        next.begin();
    }

    /// Asks a second target when the first one takes long, where that is switched on.
    private void hedgeLater() {
        var wait = journey.snapshot.routing().hedge();
        if (wait.isZero() || answering != null || timer != null) {
            return;
        }
        timer = shared.vertx.setTimer(Math.max(1, wait.toMillis()), id -> {
            timer = null;
            var second = answering == null && open.size() == 1 ? retries.hedge() : null;
            if (second != null) {
                go(second);
            }
        });
    }

    @Override
    public void part(Try each, @Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        var first = head;
        if (answering == null) {
            answering = each;
            journey.target = each.target();
            open.remove(each);
            letOthersGo();
            if (last == null) {
                journey.answered();
            }
            first = begun() ? null : first(Objects.requireNonNull(head, "the first part has the head"), last);
        }
        if (last != null) {
            end(new Account.Ending(endStatus(), left == null ? null : left.kind(), last, overheadNanos));
            if (last.error() && journey.recording != null) {
                journey.recording.spoil();
            }
        }
        journey.answer.part(first, bytes, last != null);
        if (last == null) {
            keepPace(each, bytes);
        }
    }

    /// Whether the caller has a part of the answer.
    private boolean begun() {
        return status != 0;
    }

    private Head first(Head head, @Nullable Outcome last) {
        status = head.status();
        deadlineNanos = conversation() ? Long.MAX_VALUE : deadlineNanos;
        return withOurs(head, last);
    }

    private void keepPace(Try each, @Nullable Buffer bytes) {
        if (left != null) {
            drainable -= bytes == null ? 0 : bytes.length();
            if (drainable < 0) {
                stop();
            }
        } else if (!paused && !journey.answer.writable()) {
            paused = true;
            each.pause();
        }
    }

    private int endStatus() {
        return left == null ? status : left.status();
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
        headers.add(new Header(OVERHEAD, Millis.text(overheadNanos)));
        return new Head(head.status(), headers);
    }

    @Override
    public void failed(Try each, GatewayError error, Outcome used) {
        open.remove(each);
        if (answering != null && !resumes(error)) {
            fail(error, used);
            return;
        }
        retries.note(each, error);
        if (!open.isEmpty()) {
            return;
        }
        var next = !isFinal(each, error) && (left == null || journey.recording != null)
                ? retries.next(each, error, deadlineNanos)
                : null;
        if (next == null) {
            fail(retries.telling(error), used);
        } else if (next.waitMillis() == 0) {
            go(next.visit());
        } else {
            stopTimer();
            timer = shared.vertx.setTimer(next.waitMillis(), id -> {
                timer = null;
                go(next.visit());
            });
        }
    }

    /// Makes ready for another target to go on with the answer, where one may.
    private boolean resumes(GatewayError error) {
        var continuation = journey.continuation;
        if (continuation == null || !continuation.possible() || Reaction.to(error.kind()) != Reaction.AGAIN) {
            return false;
        }
        continuation.broke();
        answering = null;
        paused = false;
        Objects.requireNonNull(journey.route).only(target -> {
            var provider = journey.snapshot.providers().get(target.provider());
            return provider != null && provider.continues(target.model());
        });
        return true;
    }

    /// A method that a backend has answered may have had its effect, whatever it answered; and what came in pieces
    /// cannot be sent again when the first of them are gone.
    private boolean isFinal(Try each, GatewayError error) {
        if (journey.upload != null && journey.upload.lost()) {
            return true;
        }
        if (journey.call.operation() == Operation.FILES && each.sent() && !Ended.aboutCredential(error.kind())) {
            var wanted = PassedRequest.parse(journey.call.variant());
            return wanted == null || !wanted.method().equals("GET");
        }
        return journey.call.operation() == Operation.GRPC
                && (error.original() != null
                        || error.kind() == ErrorKind.UPSTREAM_ERROR
                        || error.kind() == ErrorKind.UPSTREAM_TIMEOUT);
    }

    private void fail(GatewayError error, Outcome used) {
        int told = begun() ? endStatus() : left != null ? left.status() : error.status();
        var begun = journey.continuation;
        var broken = begun != null && begun.begun() ? begun : null;
        var all = broken == null ? used : broken.with(used);
        end(new Account.Ending(told, left == null ? error.kind() : left.kind(), all, overheadNanos));
        if (broken != null && left == null) {
            if (journey.recording != null) {
                journey.recording.spoil();
            }
            journey.answer.part(null, broken.lastWords(error), true);
        } else {
            journey.answer.fail(error);
        }
    }

    private void drained() {
        if (paused && answering != null) {
            paused = false;
            answering.resume();
        }
    }

    /// Called by the tick.
    void check(long now) {
        if (deadlineNanos == Long.MAX_VALUE || now - deadlineNanos <= 0) {
            return;
        }
        if (left != null) {
            stop();
            return;
        }
        letGo();
        var limit = journey.snapshot.routing().deadline().toMillis();
        var late = GatewayError.of(
                ErrorKind.UPSTREAM_TIMEOUT, "no complete answer within " + limit + " ms (routing.deadline)");
        fail(answering == null ? retries.telling(late) : late, Outcome.NOTHING);
    }

    /// The call is ended from outside.
    private void cancelled(GatewayError reason) {
        left = reason;
        boolean sent = answering != null || open.stream().anyMatch(Try::sent);
        if (reason.kind() != ErrorKind.CLIENT_CLOSED || !sent || !goesOn()) {
            stop();
            return;
        }
        paused = false;
        var each = answering == null ? open.getFirst() : answering;
        each.resume();
    }

    /// Whether an answer is read to its end without its caller, and how much of it.
    private boolean goesOn() {
        if (journey.upload != null && !journey.upload.complete()) {
            return false;
        }
        if (journey.recording != null) {
            drainable = Long.MAX_VALUE;
            return journey.recording.wanted();
        }
        var target = journey.target;
        if (conversation() || target == null || !journey.snapshot.billsOn().contains(target.provider())) {
            return false;
        }
        var drain = journey.snapshot.routing().drain();
        drainable = drain.maxBytes();
        long until = System.nanoTime() + drain.maxTime().toNanos();
        deadlineNanos = until - deadlineNanos < 0 ? until : deadlineNanos;
        return drainable > 0;
    }

    /// Ends a call that nobody waits for; one that somebody does wait for goes on.
    void stop() {
        var reason = left;
        if (reason == null || ended) {
            return;
        }
        letGo();
        end(new Account.Ending(reason.status(), reason.kind(), Outcome.NOTHING, overheadNanos));
        if (journey.recording != null) {
            journey.recording.fail(reason);
        }
    }

    /// Cancels whoever doesn't answer.
    private void letOthersGo() {
        for (var each : open) {
            each.cancel();
        }
        open.clear();
        stopTimer();
    }

    private void letGo() {
        letOthersGo();
        if (answering != null) {
            answering.cancel();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            shared.vertx.cancelTimer(timer);
            timer = null;
        }
    }

    private void end(Account.Ending ending) {
        ended = true;
        stopTimer();
        shared.overdue.remove(this);
        if (turns > 0 && (ending.problem() == null || ending.error() == ErrorKind.CLIENT_CLOSED)) {
            shared.account.told(journey, ending);
        } else {
            shared.account.ended(journey, ending);
        }
        shared.account.left();
    }
}
