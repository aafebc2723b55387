package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of one endpoint: its calls, its health and what an operator said. Safe from every thread; kept by the
/// endpoint's id for as long as discovery names it.
final class EndpointState implements Candidate {

    static final String DRAINING = "draining";
    static final String NO_WEIGHT = "weight 0";
    static final String EJECTED_BY_OPERATOR = "ejected by an operator";
    static final String OTHER_MODELS = "does not serve the model";
    static final String TRIED = "tried already";
    static final String UNHEALTHY = "failed its health check";
    static final String EJECTED = "ejected after failures in a row";
    static final String RESTING = "asked to be left alone for a while";
    static final String BREAKER = "breaker open";
    static final String SILENT = "silent while calls wait";
    static final String FULL = "full";

    private static final int UNREACHABLE_TWICE = 2;
    private static final double SMALLEST_START = 0.1;
    /// How much one call counts in the share of failures, and from where on that share keeps calls away.
    private static final double ONE_CALL = 0.125;
    private static final double BEARABLE = 0.1;

    final Breaker breaker;
    final Checks checks = new Checks();
    final Steering steering = new Steering();
    final Silence silence = new Silence();
    final PeakLatency latency;
    final Speed speed = new Speed();
    final AdaptiveLimit adaptive;
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    private final String id;
    private final long hash;
    private final PoolClock clock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicInteger unreachableInARow = new AtomicInteger();
    private final AtomicInteger limitsInARow = new AtomicInteger();
    private final AtomicInteger ejections = new AtomicInteger();
    private volatile Setting setting;
    /// Moments of the pool's clock; 0 is never.
    private volatile long ejectedUntil;
    private volatile long restsUntil;
    private volatile long returnedAt;
    /// What it says of itself, where it is asked.
    private volatile int slots;
    private volatile int elsewhere;
    /// The share of the last calls that failed, about; a lost update does not matter.
    private volatile double failing;
    /// False as long as nothing was ever held against it: most endpoints, most of the time, are judged by this alone.
    private volatile boolean noticed;

    /// What discovery and the configuration say.
    private record Setting(Endpoint endpoint, Set<String> models, PoolConfig config, boolean plain) {

        static Setting of(Endpoint endpoint, PoolConfig config) {
            boolean plain = endpoint.models().isEmpty() && endpoint.weight() > 0;
            return new Setting(endpoint, Set.copyOf(endpoint.models()), config, plain);
        }
    }

    /// @param most calls that it may have at once whatever it could bear
    EndpointState(Endpoint endpoint, PoolConfig config, int most, PoolClock clock) {
        long now = clock.now();
        this.id = endpoint.id();
        this.hash = Hashes.of(id);
        this.clock = clock;
        this.setting = Setting.of(endpoint, config);
        this.breaker = new Breaker(config.policy().breaker(), now);
        this.latency = new PeakLatency(now);
        this.adaptive = new AdaptiveLimit(config.policy().adaptive(), most, now);
    }

    /// Takes what an operator said of it when it was here before.
    void steerAs(@Nullable Steering before) {
        if (before != null) {
            steering.take(before);
            noticed = true;
        }
    }

    void use(Endpoint endpoint, PoolConfig config, int most) {
        if (endpoint.weight() != setting.endpoint.weight()) {
            steering.forgetWeight();
        }
        setting = Setting.of(endpoint, config);
        breaker.use(config.policy().breaker(), clock.now());
        adaptive.use(config.policy().adaptive(), most);
        if (config.health() == null) {
            checks.forget();
        }
        noticed = true;
    }

    Endpoint endpoint() {
        return setting.endpoint;
    }

    /// Whether there is nothing to judge: it may have a call for every model and is as well as can be.
    boolean plain(Set<String> avoid) {
        return !noticed && setting.plain && !silence.possible() && (avoid.isEmpty() || !avoid.contains(id));
    }

    /// Forgets that something was noticed, where it is over. Before the judgement, so that what happens meanwhile
    /// is not forgotten.
    void judged(long now) {
        noticed = false;
        boolean over = steering.quiet()
                && unwell(now) == null
                && returnedAt == 0
                && failing < BEARABLE
                && breaker.state(now) == BreakerState.CLOSED;
        if (!over) {
            noticed = true;
        }
    }

    /// An operator said something of it.
    void steer(Consumer<Steering> how) {
        how.accept(steering);
        noticed = true;
    }

    /// It told how many calls it can run, and how many it has, from whomever.
    void told(int runsAtOnce, int taken) {
        slots = runsAtOnce;
        elsewhere = Math.max(0, taken - inFlight.get());
    }

    /// Why it may not have a call for that model whatever its state, or null.
    @Nullable
    String barred(String model, Set<String> avoid, long now) {
        if (steering.draining()) {
            return DRAINING;
        }
        if (steering.weightOr(setting.endpoint.weight()) <= 0) {
            return NO_WEIGHT;
        }
        if (steering.ejected(now)) {
            return EJECTED_BY_OPERATOR;
        }
        var models = setting.models;
        if (!models.isEmpty() && !model.isEmpty() && !models.contains(model)) {
            return OTHER_MODELS;
        }
        return !avoid.isEmpty() && avoid.contains(id) ? TRIED : null;
    }

    /// Why it is better left alone, or null.
    @Nullable
    String unwell(long now) {
        if (!checks.healthy()) {
            return UNHEALTHY;
        }
        if (ejectedUntil != 0 && ejectedUntil - now > 0) {
            return EJECTED;
        }
        if (restsUntil != 0 && restsUntil - now > 0) {
            return RESTING;
        }
        if (!breaker.allows(now)) {
            return BREAKER;
        }
        return silence.lasts(latency.value(), now) ? SILENT : null;
    }

    /// Whether even a call that has nowhere else to go had better not be sent here.
    boolean hopeless(long now) {
        return !breaker.allows(now) && breaker.hopeless(now);
    }

    boolean full() {
        return inFlight.get() >= adaptive.limit();
    }

    /// Whether chance leaves it out of this choice because it came back a short while ago, or fails now and then: who
    /// fails fast would otherwise seem the least busy, and get more than its share.
    ///
    /// @param judged whether its failures count
    boolean heldBack(boolean judged, long now) {
        double share = judged ? failing : 0;
        if (share > BEARABLE && ThreadLocalRandom.current().nextDouble() < Math.min(1 - SMALLEST_START, share)) {
            return true;
        }
        return justCame(now);
    }

    private boolean justCame(long now) {
        long since = returnedAt;
        if (since == 0 || now - since < 0) {
            return false;
        }
        double share = (double) (now - since)
                / Math.max(1, setting.config.policy().slowStart().toNanos());
        if (share >= 1) {
            returnedAt = 0;
            return false;
        }
        return ThreadLocalRandom.current().nextDouble() > Math.max(SMALLEST_START, share);
    }

    /// @param anyway the breaker does not count
    Breaker.Permit take(boolean anyway, long now) {
        if (inFlight.incrementAndGet() > adaptive.limit()) {
            inFlight.decrementAndGet();
            return Breaker.Permit.NONE;
        }
        var permit = breaker.take(now);
        if (permit != Breaker.Permit.NONE || anyway) {
            silence.asked(now);
            return permit == Breaker.Permit.NONE ? Breaker.Permit.CALL : permit;
        }
        inFlight.decrementAndGet();
        return Breaker.Permit.NONE;
    }

    /// How an attempt went, told once for each permit.
    ///
    /// @param alone failures of the credential are this endpoint's, as there is no other one
    /// @param mayEject whether another endpoint may be ejected
    void ended(Breaker.Permit permit, Ended how, Timing timing, boolean alone, BooleanSupplier mayEject) {
        long now = clock.now();
        if (!timing.answered()) {
            silence.heard(now);
        }
        timing.observedBy(this, how, inFlight.getAndDecrement(), now);
        switch (how) {
            case Ended.Cancelled _ -> breaker.released(permit);
            case Ended.Ok _ -> {
                limitsInARow.set(0);
                worked(permit, now);
            }
            case Ended.Failed(var error) -> {
                if (Ended.aboutBackend(error.kind())) {
                    failed(permit, error, mayEject, now);
                } else {
                    worked(permit, now);
                }
                if (alone || !Ended.aboutCredential(error.kind())) {
                    rest(error, now);
                }
                noticed = true;
            }
        }
    }

    private void worked(Breaker.Permit permit, long now) {
        calls.increment();
        failuresInARow.set(0);
        unreachableInARow.set(0);
        failing = failing < BEARABLE / 10 ? 0 : failing * (1 - ONE_CALL);
        breaker.ended(permit, false, now);
        if (permit == Breaker.Permit.TRIAL) {
            returnedAt = now;
            failing = 0;
            ejections.set(0);
            noticed = true;
        }
    }

    private void failed(Breaker.Permit permit, GatewayError error, BooleanSupplier mayEject, long now) {
        calls.increment();
        failures.increment();
        failing = failing + (1 - failing) * ONE_CALL;
        breaker.ended(permit, true, now);
        boolean unreachable = error.kind() == ErrorKind.UPSTREAM_UNREACHABLE;
        if (!unreachable) {
            unreachableInARow.set(0);
        } else if (unreachableInARow.incrementAndGet() >= UNREACHABLE_TWICE) {
            breaker.trip(now);
        }
        var outlier = setting.config.policy().outlier();
        if (failuresInARow.incrementAndGet() >= outlier.consecutive()
                && breaker.state(now) == BreakerState.CLOSED
                && mayEject.getAsBoolean()) {
            failuresInARow.set(0);
            long length = Math.min(
                    outlier.maxEjection().toNanos(), outlier.ejection().toNanos() * ejections.incrementAndGet());
            ejectedUntil = now + length;
            returnedAt = now + length;
        }
    }

    private void rest(GatewayError error, long now) {
        var wait = Rest.after(error, limitsInARow.get());
        if (wait != null) {
            limitsInARow.incrementAndGet();
            restsUntil = now + wait.toNanos();
        }
    }

    /// An active check found it working or not; who comes back is trusted again.
    void checked(boolean works, boolean atOnce, String why) {
        var health = setting.config.health();
        if (health != null && checks.note(works, atOnce ? 1 : health.unhealthyAfter(), health.healthyAfter(), why)) {
            ejectedUntil = 0;
            ejections.set(0);
            failuresInARow.set(0);
            unreachableInARow.set(0);
            failing = 0;
            breaker.close();
            returnedAt = clock.now();
        }
        noticed = true;
    }

    void restore() {
        steering.clear();
        ejectedUntil = 0;
        restsUntil = 0;
        failuresInARow.set(0);
        unreachableInARow.set(0);
        failing = 0;
        breaker.close();
        noticed = true;
    }

    boolean ejected(long now) {
        return ejectedUntil != 0 && ejectedUntil - now > 0;
    }

    /// Nanoseconds until it may be well, as far as its own clocks tell.
    long backIn(long now) {
        long ejection = ejectedUntil == 0 ? 0 : Math.max(0, ejectedUntil - now);
        long rest = restsUntil == 0 ? 0 : Math.max(0, restsUntil - now);
        return Math.max(breaker.opensIn(now), Math.max(ejection, rest));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long hash() {
        return hash;
    }

    @Override
    public int weight() {
        return Math.max(1, steering.weightOr(setting.endpoint.weight()));
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int elsewhere() {
        return elsewhere;
    }

    @Override
    public double latency() {
        return latency.at(clock.recent());
    }

    @Override
    public double expectedNanos(int promptTokens) {
        return speed.expected(promptTokens, clock.recent());
    }

    @Override
    public double cost(Traits traits) {
        var prices = setting.endpoint.prices();
        return prices == null
                ? setting.config.pricing().of(traits.model(), traits.promptTokens())
                : prices.input() + prices.output();
    }
}
