package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.ProviderConfig.Credential;
import io.polygate.routing.endpoint.EndpointPolicy.BreakerPolicy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is known of one of several credentials. Safe from every thread.
final class CredentialState implements Candidate {

    static final String REFUSED = "refused";
    static final String OUT_OF_QUOTA = "out of quota";
    static final String RATE_LIMITED = "rate limited";
    static final String BREAKER = "breaker open";
    static final String TRIED = "tried already";

    final Breaker breaker;
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger streak = new AtomicInteger();
    private volatile Place place;
    private volatile @Nullable Resting resting;

    /// Where it stands among the others.
    private record Place(Credential credential, String id) {}

    /// Until when, in nanoseconds of the pool's clock, why, and what its caller heard.
    private record Resting(long until, String why, String told) {}

    CredentialState(Credential credential, int number, BreakerPolicy policy, long now) {
        this.place = new Place(credential, "#" + number);
        this.breaker = new Breaker(policy, now);
    }

    void use(Credential next, int number, BreakerPolicy policy, long now) {
        place = new Place(next, "#" + number);
        breaker.use(policy, now);
    }

    Credential credential() {
        return place.credential;
    }

    /// Why it cannot be used now, or null.
    @Nullable
    String out(long now) {
        var rest = resting;
        if (rest != null && rest.until - now > 0) {
            return rest.why;
        }
        return breaker.allows(now) ? null : BREAKER;
    }

    /// What its last caller heard, where it was refused and rests; empty else.
    String refusal(long now) {
        var rest = resting;
        return rest != null && rest.until - now > 0 && rest.why.equals(REFUSED) ? rest.told : "";
    }

    /// Nanoseconds until it can be used, as far as that is known.
    long backIn(long now) {
        var rest = resting;
        return Math.max(rest == null ? 0 : Math.max(0, rest.until - now), breaker.opensIn(now));
    }

    Breaker.Permit take(long now) {
        var permit = breaker.take(now);
        if (permit != Breaker.Permit.NONE) {
            inFlight.incrementAndGet();
        }
        return permit;
    }

    void ended(Breaker.Permit permit, Ended how, long now) {
        inFlight.decrementAndGet();
        switch (how) {
            case Ended.Ok _ -> {
                calls.increment();
                streak.set(0);
                breaker.ended(permit, false, now);
            }
            case Ended.Cancelled _ -> breaker.released(permit);
            case Ended.Failed(var error) -> failed(permit, error, now);
        }
    }

    private void failed(Breaker.Permit permit, GatewayError error, long now) {
        if (!Ended.aboutCredential(error.kind())) {
            breaker.released(permit);
            return;
        }
        calls.increment();
        failures.increment();
        // A limit is no sign of a bad credential.
        if (error.kind() == ErrorKind.RATE_LIMITED) {
            breaker.released(permit);
        } else {
            breaker.ended(permit, true, now);
        }
        var wait = Rest.after(error, streak.getAndIncrement());
        if (wait != null) {
            resting = new Resting(now + wait.toNanos(), why(error), error.message());
        }
    }

    private static String why(GatewayError error) {
        if (error.kind() == ErrorKind.UPSTREAM_AUTH) {
            return REFUSED;
        }
        return Rest.outOfQuota(error) ? OUT_OF_QUOTA : RATE_LIMITED;
    }

    @Override
    public String id() {
        return place.id;
    }

    @Override
    public long hash() {
        return Hashes.of(place.id);
    }

    @Override
    public int weight() {
        return place.credential.weight();
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public double latency() {
        return 0;
    }

    @Override
    public double expectedNanos(int promptTokens) {
        return 0;
    }

    @Override
    public double cost(Traits traits) {
        return 0;
    }
}
