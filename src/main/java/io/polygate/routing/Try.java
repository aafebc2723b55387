package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Balance;
import io.polygate.provider.DuplexAttempt;
import io.polygate.provider.Outcome;
import io.polygate.routing.endpoint.Ended;
import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.endpoint.Lease;
import io.polygate.routing.endpoint.Pick;
import io.polygate.routing.endpoint.Wanted;
import io.polygate.routing.rule.RuleTarget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One endpoint of a target asked once: takes its places, sends the call, and gives every place back on whichever way
/// it ends.
final class Try implements AttemptHandler {

    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final GatewayError BROKE_OFF = GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the stream broke off");

    private final Dispatch.Shared shared;
    private final Journey journey;
    private final Listener listener;
    private final Visit visit;
    private final long beganNanos = System.nanoTime();
    private final int after;
    private @Nullable Attempt attempt;
    private @Nullable Lease lease;
    private @Nullable Runnable stopWaiting;
    private boolean entered;
    private boolean sent;
    private boolean over;
    private long sentNanos;
    private long firstByteNanos;
    private long lateNanos;

    /// Hears what becomes of a try.
    interface Listener {

        /// The next part of the answer, as [AttemptHandler#part] says. With the last one the try is over.
        void part(Try each, @Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last);

        /// The try is over without an answer, or with half of one.
        void failed(Try each, GatewayError error, Outcome used);

        /// A turn of a conversation that goes on has ended.
        default void turn(long startedNanos, Outcome outcome) {}
    }

    Try(Dispatch.Shared shared, Journey journey, Visit visit, Listener listener) {
        this.shared = shared;
        this.journey = journey;
        this.visit = visit;
        this.listener = listener;
        this.after = journey.continuation == null ? 0 : journey.continuation.characters();
    }

    Visit visit() {
        return visit;
    }

    RuleTarget target() {
        return visit.target();
    }

    /// Whether the request was handed to a backend.
    boolean sent() {
        return sent;
    }

    /// The credential that was used, empty where there is no other one.
    String credentialId() {
        return lease == null ? "" : lease.credentialId();
    }

    /// The endpoint that was asked, empty where none was.
    String endpointId() {
        return lease == null ? "" : lease.endpoint().id();
    }

    void begin() {
        var full = target().load().enter(target().target());
        if (full != null) {
            var kind = full.startsWith("max-rps") ? ErrorKind.RATE_LIMITED : ErrorKind.OVERLOADED;
            var message = "the model has as many calls as it may (" + full + ")";
            failed(GatewayError.of(kind, message).withRetryAfter(COME_BACK), Outcome.NOTHING);
            return;
        }
        entered = true;
        var pool = journey.snapshot.pools().get(target().provider());
        if (pool == null) {
            failed(notRunning(), Outcome.NOTHING);
            return;
        }
        var leave = pool.await(shared.vertx(), wanted(pool), visit.anyway(), this::picked);
        if (!over && lease == null) {
            stopWaiting = leave;
        }
    }

    private Wanted wanted(EndpointPool pool) {
        var route = Objects.requireNonNull(journey.route);
        var balance = route.balance();
        boolean hashed = (balance == null ? pool.balance() : balance) == Balance.CONSISTENT_HASH;
        return new Wanted(target().model(), route.facts().traits(hashed), Set.copyOf(visit.tried()), balance);
    }

    private GatewayError notRunning() {
        return GatewayError.of(ErrorKind.OVERLOADED, "provider " + target().provider() + " is not running");
    }

    private void picked(Pick pick) {
        stopWaiting = null;
        switch (pick) {
            case Pick.Taken(var taken) -> {
                if (over) {
                    taken.ended(Ended.CANCELLED);
                } else {
                    send(taken);
                }
            }
            case Pick.Nobody nobody -> failed(nobody.reason(), Outcome.NOTHING);
        }
    }

    private void send(Lease taken) {
        lease = taken;
        var provider = journey.snapshot.providers().get(target().provider());
        if (provider == null) {
            failed(notRunning(), Outcome.NOTHING);
            return;
        }
        sent = true;
        journey.attempts++;
        sentNanos = System.nanoTime();
        journey.sentNanos = sentNanos;
        lateNanos = shared.overdue().lateNanos(sentNanos);
        var opened = provider.open(journey.upstream(target().model(), taken, journey.continuation), this);
        if (!over) {
            attempt = opened;
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        if (over) {
            return;
        }
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
            if (lease != null) {
                lease.firstByte(firstByteNanos, shared.overdue().lateNanos(firstByteNanos) - lateNanos);
            }
        }
        if (last != null) {
            var how = last.error()
                    ? Ended.failed(BROKE_OFF)
                    : Ended.ok(last.tokens().totalOutput());
            answered(last);
            end(how, last.error() ? BROKE_OFF.status() : 200, last.error() ? ErrorKind.UPSTREAM_ERROR : null);
        }
        listener.part(this, head, bytes, last);
    }

    private void answered(Outcome last) {
        if (!last.error()) {
            long tokens = last.tokens().totalOutput();
            long writing = System.nanoTime() - firstByteNanos;
            int prompt = (int) Math.min(Integer.MAX_VALUE, last.tokens().totalInput());
            target().load().answered(prompt, firstByteNanos - sentNanos, tokens > 1 ? (double) writing / tokens : 0);
        }
    }

    @Override
    public void failed(GatewayError error, Outcome used) {
        if (over) {
            return;
        }
        if (error.kind() == ErrorKind.UPSTREAM_TIMEOUT) {
            target().load().waited(System.nanoTime() - beganNanos);
        }
        end(Ended.failed(error), error.status(), error.kind());
        listener.failed(this, error, used);
    }

    @Override
    public void turn(long startedNanos, Outcome outcome) {
        if (!over) {
            listener.turn(startedNanos, outcome);
        }
    }

    /// Passes on what the caller says, where the backend listens.
    Future<Void> send(Buffer bytes) {
        return attempt instanceof DuplexAttempt duplex ? duplex.send(bytes) : Future.succeededFuture();
    }

    void pause() {
        if (attempt != null) {
            attempt.pause();
        }
    }

    void resume() {
        if (attempt != null) {
            attempt.resume();
        }
    }

    /// Lets the backend go; nothing more is heard.
    void cancel() {
        if (over) {
            return;
        }
        var open = attempt;
        end(Ended.CANCELLED, 0, null);
        if (open != null) {
            open.cancel();
        }
    }

    private void end(Ended how, int status, @Nullable ErrorKind error) {
        over = true;
        attempt = null;
        if (stopWaiting != null) {
            stopWaiting.run();
            stopWaiting = null;
        }
        if (lease != null) {
            lease.ended(how);
        }
        if (entered) {
            target().load().leave();
        }
        journey.steps.add(new Step(
                target().provider(),
                target().model(),
                lease == null ? null : lease.endpoint().id(),
                status,
                error,
                how == Ended.CANCELLED,
                after,
                beganNanos - journey.call.startedNanos(),
                System.nanoTime() - beganNanos));
    }
}
