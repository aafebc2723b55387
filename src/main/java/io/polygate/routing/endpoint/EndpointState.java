package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of one endpoint: its calls, its health and what an operator said. Safe from every thread; kept by the
/// endpoint's id for as long as discovery names it.
final class EndpointState implements Candidate {

    private static final int UNREACHABLE_TWICE = 2;
    private static final int SILENT_TWICE = 2;

    final Breaker breaker;
    final Checks checks = new Checks();
    final Steering steering = new Steering();
    final Silence silence = new Silence();
    final PeakLatency latency;
    final Speed speed = new Speed();
    final AdaptiveLimit adaptive;
    final ModelRooms rooms = new ModelRooms();
    private final SlowStart slowStart = new SlowStart();
    private final FailureShare failing = new FailureShare();
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
        if (!samePlace(endpoint, config)) {
            rooms.forget();
        }
        setting = Setting.of(endpoint, config);
        breaker.use(config.policy().breaker(), clock.now());
        adaptive.use(config.policy().adaptive(), most);
        if (config.health() == null && !rooms.asked()) {
            checks.forget();
        }
        noticed = true;
    }

    private boolean samePlace(Endpoint endpoint, PoolConfig config) {
        var before = setting;
        return endpoint.url().equals(before.endpoint.url())
                && Objects.equals(endpoint.dialect(), before.endpoint.dialect())
                && config.provider().dialect().equals(before.config.provider().dialect());
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
                && slowStart.over()
                && failing.bearable()
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

    /// It was asked for its models and told of them.
    void told(Map<String, ModelSlots> models) {
        rooms.told(models);
        heard(true, "");
    }

    /// It was asked for its models and did not tell: out at once where it never has, else after the second time.
    void silent(String why) {
        rooms.silent();
        heard(false, why);
    }

    /// Being asked is its health check where no other is configured.
    private void heard(boolean answered, String why) {
        if (setting.config.health() == null) {
            note(answered, rooms.answered() ? SILENT_TWICE : 1, 1, why);
        }
    }

    /// Why it may not have a call for that model whatever its state, or null.
    @Nullable
    String barred(String model, Set<String> avoid, long now) {
        if (steering.draining()) {
            return Reasons.DRAINING;
        }
        if (steering.weightOr(setting.endpoint.weight()) <= 0) {
            return Reasons.NO_WEIGHT;
        }
        if (steering.ejected(now)) {
            return Reasons.EJECTED_BY_OPERATOR;
        }
        var models = setting.models;
        if (!models.isEmpty() && !model.isEmpty() && !models.contains(model)) {
            return Reasons.OTHER_MODELS;
        }
        return !avoid.isEmpty() && avoid.contains(id) ? Reasons.TRIED : null;
    }

    /// Why it is better left alone, or null.
    @Nullable
    String unwell(long now) {
        if (!checks.healthy()) {
            return Reasons.UNHEALTHY;
        }
        if (ejectedUntil != 0 && ejectedUntil - now > 0) {
            return Reasons.EJECTED;
        }
        if (restsUntil != 0 && restsUntil - now > 0) {
            return Reasons.RESTING;
        }
        if (!breaker.allows(now)) {
            return Reasons.BREAKER;
        }
        return silence.lasts(latency.value(), now) ? Reasons.SILENT : null;
    }

    /// Whether even a call that has nowhere else to go had better not be sent here.
    boolean hopeless(long now) {
        return !breaker.allows(now) && breaker.hopeless(now);
    }

    boolean full(String model) {
        var room = rooms.of(model);
        return inFlight.get() >= adaptive.limit() || room != null && room.full();
    }

    /// Whether chance leaves it out of this choice because it came back a short while ago, or fails now and then: who
    /// fails fast would otherwise seem the least busy, and get more than its share.
    ///
    /// @param judged whether its failures count
    boolean heldBack(boolean judged, long now) {
        return judged && failing.holdsBack()
                || slowStart.holdsBack(setting.config.policy().slowStart(), now);
    }

    /// Room for one call of the model and the breaker's leave; null where either lacks.
    ///
    /// @param anyway the breaker does not count
    EndpointPool.@Nullable Chosen take(String model, boolean anyway, long now) {
        var room = rooms.of(model);
        if (!enter(room)) {
            return null;
        }
        var permit = breaker.take(now);
        if (permit == Breaker.Permit.NONE && !anyway) {
            leave(room);
            return null;
        }
        silence.asked(now);
        return new EndpointPool.Chosen(this, permit == Breaker.Permit.NONE ? Breaker.Permit.CALL : permit, room);
    }

    private boolean enter(@Nullable ModelRoom room) {
        boolean fits = inFlight.incrementAndGet() <= adaptive.limit() && (room == null || room.enter());
        if (!fits) {
            inFlight.decrementAndGet();
        }
        return fits;
    }

    private void leave(@Nullable ModelRoom room) {
        inFlight.decrementAndGet();
        if (room != null) {
            room.leave();
        }
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
        failing.worked();
        breaker.ended(permit, false, now);
        if (permit == Breaker.Permit.TRIAL) {
            slowStart.from(now);
            failing.forget();
            ejections.set(0);
            noticed = true;
        }
    }

    private void failed(Breaker.Permit permit, GatewayError error, BooleanSupplier mayEject, long now) {
        calls.increment();
        failures.increment();
        failing.failed();
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
            slowStart.from(now + length);
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
        if (health != null) {
            note(works, atOnce ? 1 : health.unhealthyAfter(), health.healthyAfter(), why);
        }
    }

    private void note(boolean works, int unhealthyAfter, int healthyAfter, String why) {
        if (checks.note(works, unhealthyAfter, healthyAfter, why)) {
            ejectedUntil = 0;
            ejections.set(0);
            failuresInARow.set(0);
            unreachableInARow.set(0);
            failing.forget();
            breaker.close();
            latency.forget(clock.now());
            slowStart.from(clock.now());
        }
        noticed = true;
    }

    void restore() {
        steering.clear();
        ejectedUntil = 0;
        restsUntil = 0;
        failuresInARow.set(0);
        unreachableInARow.set(0);
        failing.forget();
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
    public double busy(String model) {
        var room = rooms.of(model);
        return room == null ? inFlight.get() + 1.0 : room.busy();
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
