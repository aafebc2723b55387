package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.polygate.routing.endpoint.Ended;
import io.polygate.routing.endpoint.Lease;
import io.polygate.routing.endpoint.Pick;
import io.polygate.routing.endpoint.Traits;
import io.polygate.routing.endpoint.Wanted;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends a call to its targets in turn until one begins to answer, then passes that answer on at the caller's pace.
final class Dispatch implements AttemptHandler {

    private static final String PROVIDER = "x-polygate-provider";
    private static final String MODEL = "x-polygate-model";
    private static final String OVERHEAD = "x-polygate-overhead-ms";
    private static final int CLIENT_CLOSED = 499;
    private static final int BYTES_PER_TOKEN = 4;
    /// So many endpoints of one target are tried.
    private static final int MAX_ENDPOINTS = 3;
    private static final GatewayError BROKE_OFF = GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the stream broke off");

    private final Vertx vertx;
    private final Journey journey;
    private final Account account;
    private final Set<String> tried = new HashSet<>();
    private int next;
    private int attemptsHere;
    private boolean anyway;
    private int status;
    private boolean committed;
    private boolean paused;
    private long overheadNanos;
    private boolean ended;
    private @Nullable Attempt attempt;
    private @Nullable Lease lease;
    private @Nullable GatewayError lastError;
    private Outcome lastUsed = Outcome.NOTHING;
    private @Nullable Runnable stopWaiting;
    private boolean waiting;

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
        journey.target = journey.targets.get(next++);
        attemptsHere = 0;
        tried.clear();
        take();
    }

    /// Takes an endpoint of the target, waiting for room where that is all that lacks.
    private void take() {
        var target = Objects.requireNonNull(journey.target);
        var pool = journey.snapshot.pools().get(target.provider());
        if (pool == null) {
            nobody(GatewayError.of(ErrorKind.OVERLOADED, "provider " + target.provider() + " is not running"));
            return;
        }
        var balance = journey.model == null ? null : journey.snapshot.balances().of(journey.model);
        var wanted = new Wanted(target.model(), traits(), Set.copyOf(tried), balance);
        waiting = true;
        var leave = pool.await(vertx, wanted, anyway, pick -> {
            waiting = false;
            stopWaiting = null;
            switch (pick) {
                case Pick.Taken(var taken) -> send(taken);
                case Pick.Nobody nobody -> nobody(nobody.reason());
            }
        });
        if (waiting) {
            stopWaiting = leave;
        }
    }

    private Traits traits() {
        var affinity = journey.principal == null ? null : journey.principal.name();
        return new Traits(affinity, "", journey.call.body().length() / BYTES_PER_TOKEN);
    }

    /// The target cannot be asked, or not any more: the next one, or else whoever is left however unwell.
    private void nobody(GatewayError reason) {
        if (next < journey.targets.size()) {
            tryNext();
            return;
        }
        if (journey.attempts == 0 && !anyway) {
            anyway = true;
            next = 0;
            tryNext();
            return;
        }
        tell(lastError == null ? reason : lastError, lastUsed);
    }

    private void send(Lease taken) {
        lease = taken;
        var target = Objects.requireNonNull(journey.target);
        var provider = journey.snapshot.providers().get(target.provider());
        journey.attempts++;
        attemptsHere++;
        journey.sentNanos = System.nanoTime();
        if (provider == null) {
            var message = "provider " + target.provider() + " is not running";
            failed(GatewayError.of(ErrorKind.OVERLOADED, message), Outcome.NOTHING);
            return;
        }
        var call = journey.call;
        var endpoint = taken.endpoint();
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
                call.headers(),
                new Via(endpoint.url(), endpoint.dialect(), taken.credential()));
        var opened = provider.open(upstream, this);
        if (!ended && lease == taken) {
            attempt = opened;
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        var first = head;
        if (!committed) {
            committed = true;
            if (lease != null) {
                lease.firstByte(System.nanoTime());
            }
            status = Objects.requireNonNull(head, "the first part has the head").status();
            first = withOurs(head, last);
        }
        if (last != null) {
            give(last.error() ? Ended.failed(BROKE_OFF) : Ended.ok(last.tokens().totalOutput()));
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
        attempt = null;
        var taken = lease;
        give(Ended.failed(error));
        if (committed || taken == null) {
            tell(error, used);
            return;
        }
        lastError = error;
        lastUsed = used;
        boolean another =
                Ended.aboutCredential(error.kind()) && !taken.credentialId().isEmpty();
        if (another) {
            tried.add(taken.credentialId());
            take();
        } else if (error.kind().retryable() && attemptsHere < MAX_ENDPOINTS) {
            tried.add(taken.endpoint().id());
            take();
        } else if (error.kind().retryable()) {
            nobody(error);
        } else {
            tell(error, used);
        }
    }

    private void tell(GatewayError error, Outcome used) {
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
        give(Ended.CANCELLED);
    }

    private void end(Account.Ending ending) {
        ended = true;
        attempt = null;
        account.ended(journey, ending);
        account.left();
    }

    /// The endpoint and the credential go back.
    private void give(Ended how) {
        var taken = lease;
        lease = null;
        if (taken != null) {
            taken.ended(how);
        }
    }
}
