package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A value that is renewed before it runs out, by one renewal at a time: whoever asks while it holds gets it at once,
/// and only who asks when it has run out waits. Safe from every thread.
///
/// A renewal that fails is tried again after a while that grows from a second (to five where it may pass, to a minute
/// where it was refused), and until then everybody without a value hears why.
final class Renewed<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Renewed.class);
    private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_REFUSALS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long BETWEEN_DOUBTS = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_PASSING_WAIT = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Supplier<Future<Held<T>>> renewal;
    private volatile long refused = System.nanoTime() - BETWEEN_DOUBTS;
    private final AtomicReference<State<T>> state = new AtomicReference<>(new State<>(null, null, null));

    /// How long a value holds: from `due` on a new one is fetched, after `end` it is not used any more.
    record Lease(long due, long end) {

        private static final Duration AHEAD = Duration.ofMinutes(5);
        private static final Duration MARGIN = Duration.ofSeconds(10);

        /// Due five minutes before its end, or after four fifths of a short life; used up to ten seconds before its
        /// end, or to nine tenths.
        static Lease of(Duration lifetime) {
            long now = System.nanoTime();
            long life = Math.max(0, lifetime.toNanos());
            long due = Math.max(life - AHEAD.toNanos(), life / 5 * 4);
            long end = Math.max(life - MARGIN.toNanos(), life / 10 * 9);
            return new Lease(now + due, now + end);
        }
    }

    /// @param last the last renewal's failure
    private record State<T>(
            @Nullable Holding<T> holding,
            @Nullable Future<T> renewing,
            @Nullable Failure last) {}

    private record Holding<T>(T value, Lease lease, Future<T> ready) {}

    private record Failure(GatewayException cause, long until, long pause) {}

    Renewed(String name, Supplier<Future<Held<T>>> renewal) {
        this.name = name;
        this.renewal = renewal;
    }

    /// The value. Fails with a [GatewayException] that says why there is none.
    Future<T> get() {
        long now = System.nanoTime();
        var known = known();
        var holding = known.holding;
        if (holding == null || holding.lease.end - now <= 0) {
            return renew(now);
        }
        if (holding.lease.due - now <= 0) {
            renew(now);
        }
        return holding.ready;
    }

    /// The value was refused: the next to ask gets another one. False where there is no hope for one just now, as when
    /// new ones are refused again and again.
    boolean refuse(T value) {
        return refuse(value, BETWEEN_REFUSALS);
    }

    /// The value may have been refused, or what was asked for with it: as [#refuse], seldom.
    boolean doubt(T value) {
        return refuse(value, BETWEEN_DOUBTS);
    }

    private boolean refuse(T value, long between) {
        var known = known();
        var holding = known.holding;
        if (holding == null || holding.value != value) {
            return known.last == null || known.last.until - System.nanoTime() <= 0;
        }
        long now = System.nanoTime();
        if (now - refused < between) {
            return false;
        }
        refused = now;
        state.compareAndSet(known, new State<>(null, known.renewing, known.last));
        return true;
    }

    private State<T> known() {
        return Objects.requireNonNull(state.get());
    }

    private Future<T> renew(long now) {
        Promise<T> promise = Promise.promise();
        while (true) {
            var known = known();
            if (known.renewing != null) {
                return known.renewing;
            }
            if (known.last != null && known.last.until - now > 0) {
                return Future.failedFuture(known.last.cause);
            }
            var next = new State<>(known.holding, promise.future(), known.last);
            if (state.compareAndSet(known, next)) {
                fetch(promise);
                return promise.future();
            }
        }
    }

    private void fetch(Promise<T> promise) {
        Future<Held<T>> fetched;
        try {
            fetched = renewal.get();
        } catch (RuntimeException e) {
            fetched = Future.failedFuture(e);
        }
        fetched.onComplete(done -> {
            if (done.succeeded()) {
                var held = done.result();
                var value = held.value();
                state.set(new State<>(new Holding<>(value, held.lease(), Future.succeededFuture(value)), null, null));
                promise.complete(value);
            } else {
                failed(done.cause(), promise);
            }
        });
    }

    private void failed(Throwable cause, Promise<T> promise) {
        var said = cause instanceof GatewayException expected
                ? expected
                : GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the gateway could not sign in at the backend")
                        .asException();
        if (cause != said) {
            LOG.error("{}: the token could not be renewed", name, cause);
        } else {
            LOG.warn("{}: {}", name, said.getMessage());
        }
        long longest = said.error().kind() == ErrorKind.UPSTREAM_AUTH ? LONGEST_WAIT : LONGEST_PASSING_WAIT;
        var next = state.updateAndGet(now -> new State<>(now.holding, null, failure(said, now.last, longest)));
        promise.fail(Objects.requireNonNull(next.last).cause);
    }

    /// Says when to come back: somebody may have signed in again by then.
    private static Failure failure(GatewayException said, @Nullable Failure before, long longest) {
        long pause = before == null ? FIRST_WAIT : Math.min(longest, before.pause * 2);
        var error = said.error().kind() == ErrorKind.UPSTREAM_AUTH
                ? said.error().withRetryAfter(Duration.ofNanos(pause))
                : said.error();
        return new Failure(error.asException(), System.nanoTime() + pause, pause);
    }
}
