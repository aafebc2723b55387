package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.Balance;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Limits;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The endpoints and the credentials of a provider, and who of them gets a call. One per provider and node; safe from
/// every shard. What is known of an endpoint stays through changes of the configuration, by its id; what an operator
/// said of it stays also while it is away.
public final class EndpointPool {

    private static final double LARGEST_SHARE = 0.75;
    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final int REMEMBERED = 1_000;

    private final String provider;
    private final PoolClock clock;
    private final AtomicInteger inside = new AtomicInteger();
    private final WaitingRoom waitingRoom = new WaitingRoom(this);
    private final Map<Balance, Balancer> balancers = new ConcurrentHashMap<>();
    /// What operators said of endpoints that are away. Used where members change only.
    private final Map<String, Steering> away = new HashMap<>();
    private volatile Members members;
    private volatile @Nullable Balance said;

    /// What a configuration and discovery make of it; immutable but for the states.
    record Members(PoolConfig config, List<EndpointState> endpoints, Credentials credentials) {}

    public EndpointPool(PoolConfig config, List<Endpoint> endpoints) {
        this(config, endpoints, System::nanoTime);
    }

    EndpointPool(PoolConfig config, List<Endpoint> endpoints, LongSupplier nanos) {
        this.provider = config.provider().id();
        this.clock = new PoolClock(nanos);
        this.members = new Members(config, List.of(), Credentials.none());
        use(config, endpoints);
    }

    /// Goes by another configuration and other endpoints from now on; calls under way go on.
    public void use(PoolConfig config, List<Endpoint> endpoints) {
        var before = members;
        if (before.config.equals(config) && same(before.endpoints, endpoints)) {
            return;
        }
        if (before.config.balance() != config.balance()) {
            said = null;
        }
        var known = new HashMap<String, EndpointState>();
        before.endpoints.forEach(state -> known.put(state.id(), state));
        var next = new ArrayList<EndpointState>(endpoints.size());
        for (var endpoint : endpoints) {
            var state = known.remove(endpoint.id());
            int most = most(endpoint, config, endpoints.size());
            if (state == null) {
                state = new EndpointState(endpoint, config, most, clock);
                state.steerAs(away.remove(endpoint.id()));
            } else {
                state.use(endpoint, config, most);
            }
            next.add(state);
        }
        remember(known.values());
        var credentials = before.credentials.next(
                provider, config.provider().credentials(), config.policy().breaker(), clock.now());
        members = new Members(config, List.copyOf(next), credentials);
        waitingRoom.admit();
    }

    private void remember(Collection<EndpointState> gone) {
        for (var state : gone) {
            if (!state.steering.quiet() && away.size() < REMEMBERED) {
                away.put(state.id(), state.steering);
            }
        }
    }

    /// One of several leaves a quarter of the provider's room to the others: if it hangs, they go on.
    private static int most(Endpoint endpoint, PoolConfig config, int endpoints) {
        int all = config.provider().limits().concurrent();
        int share = endpoints > 1 ? Math.max(1, (int) (all * LARGEST_SHARE)) : all;
        return endpoint.maxConcurrency() > 0 ? Math.min(endpoint.maxConcurrency(), share) : share;
    }

    private static boolean same(List<EndpointState> states, List<Endpoint> endpoints) {
        return states.stream().map(EndpointState::endpoint).toList().equals(endpoints);
    }

    /// Takes the endpoint and the credential for one attempt, counted as in flight until its lease ends. Never blocks.
    public Pick pick(Wanted wanted) {
        return pick(wanted, Look.Mode.USUAL);
    }

    /// As [#pick], where the call has nowhere else to go: who seems unwell is tried nevertheless, unless nothing has
    /// worked there at all. Several credentials that rest are left alone even so.
    public Pick pickAnyway(Wanted wanted) {
        return pick(wanted, Look.Mode.ANYWAY);
    }

    /// As [#pick], but waits for room in the provider's bounded queue: `then` hears what came of it, at once or later,
    /// on the current context.
    ///
    /// @param anyway choose as [#pickAnyway] does
    /// @return run it when the call no longer wants to wait
    public Runnable await(Vertx vertx, Wanted wanted, boolean anyway, Consumer<Pick> then) {
        var mode = anyway ? Look.Mode.ANYWAY : Look.Mode.USUAL;
        var pick = pick(wanted, mode);
        if (pick instanceof Pick.Nobody nobody && nobody.full()) {
            return waitingRoom.enter(vertx, new WaitingRoom.Guest(wanted, mode, then), nobody);
        }
        then.accept(pick);
        return () -> {};
    }

    Pick pick(Wanted wanted, Look.Mode mode) {
        var current = members;
        if (inside.incrementAndGet() > limits().concurrent()) {
            inside.decrementAndGet();
            return new Pick.Nobody(noRoom("come back later"), List.of(), true);
        }
        long now = clock.now();
        var pick = choose(current, wanted, mode, now);
        if (pick instanceof Pick.Nobody) {
            inside.decrementAndGet();
        }
        return pick;
    }

    private Pick choose(Members current, Wanted wanted, Look.Mode mode, long now) {
        var look = new Look(current.endpoints, wanted, mode, now);
        if (mode == Look.Mode.USUAL && look.panics(current.config.policy().panic())) {
            look = new Look(current.endpoints, wanted, Look.Mode.PANIC, now);
        }
        if (look.ready.isEmpty() && look.trial == null) {
            return nobody(current, look, now);
        }
        Credentials.Taken credential = null;
        if (current.credentials.several()) {
            credential = current.credentials.take(wanted.avoid(), now);
            if (credential == null) {
                var rejected = new ArrayList<>(look.rejected());
                rejected.addAll(current.credentials.rejected(wanted.avoid(), now));
                return new Pick.Nobody(current.credentials.reason(now), rejected, false);
            }
        }
        var taken = endpoint(current, look, wanted, mode, now);
        if (taken == null) {
            if (credential != null) {
                credential.state().ended(credential.permit(), Ended.CANCELLED, now);
            }
            return nobody(current, look, now);
        }
        var timing = new Timing(now, wanted.traits().promptTokens());
        return new Pick.Taken(new TakenLease(this, current, taken, credential, timing, look.rejected()));
    }

    /// An endpoint that a call was given to, and the room of its model where the endpoint told of it.
    record Chosen(
            EndpointState state,
            Breaker.Permit permit,
            @Nullable ModelRoom room) {}

    private @Nullable Chosen endpoint(Members current, Look look, Wanted wanted, Look.Mode mode, long now) {
        if (look.trial != null) {
            var trial = look.trial.take(wanted.model(), false, now);
            if (trial != null) {
                return trial;
            }
        }
        look.startSlowly();
        var balance = balance(current, wanted);
        var balancer = balancers.computeIfAbsent(balance, Balancer::of);
        boolean byModel = balance == Balance.LOWEST_COST || look.hasRooms();
        var traits = byModel ? wanted.traits().of(wanted.model()) : wanted.traits();
        while (!look.ready.isEmpty()) {
            var state = balancer.choose(look.ready, traits);
            var chosen = state.take(wanted.model(), mode == Look.Mode.ANYWAY || look.panicking(), now);
            if (chosen != null) {
                return chosen;
            }
            look.ready.remove(state);
            look.reject(state, state.full(wanted.model()) ? Reasons.FULL : Reasons.BREAKER);
        }
        return null;
    }

    private Balance balance(Members current, Wanted wanted) {
        if (wanted.balance() != null) {
            return wanted.balance();
        }
        var operators = said;
        return operators == null ? current.config.balance() : operators;
    }

    private Pick.Nobody nobody(Members current, Look look, long now) {
        if (look.full()) {
            return new Pick.Nobody(noRoom("come back later"), look.rejected(), true);
        }
        if (look.unserved()) {
            var message = "no endpoint of provider " + provider + " serves this model";
            return new Pick.Nobody(GatewayError.of(ErrorKind.MODEL_NOT_FOUND, message), look.rejected(), false);
        }
        long soonest = current.endpoints.stream()
                .mapToLong(state -> state.backIn(now))
                .filter(wait -> wait > 0)
                .min()
                .orElse(COME_BACK.toNanos());
        var message = "no endpoint of provider " + provider + " can take a call: "
                + (current.endpoints.isEmpty() ? "none is known" : Reasons.summary(look.rejected()));
        var error = GatewayError.of(ErrorKind.OVERLOADED, message).withRetryAfter(Duration.ofNanos(soonest));
        return new Pick.Nobody(error, look.rejected(), false);
    }

    GatewayError noRoom(String why) {
        var message = "provider " + provider + " has as many calls as it may have, and " + why;
        return GatewayError.of(ErrorKind.OVERLOADED, message).withRetryAfter(COME_BACK);
    }

    /// A lease has ended and its endpoint has been told.
    void left() {
        inside.decrementAndGet();
        waitingRoom.admit();
    }

    /// Whether failures may take out one more endpoint.
    boolean mayEject() {
        var current = members;
        int all = current.endpoints.size();
        long now = clock.now();
        long ejected = current.endpoints.stream().filter(s -> s.ejected(now)).count();
        double most = all * current.config.policy().outlier().maxShare();
        return all > 1 && ejected < Math.max(1, (long) most);
    }

    Limits limits() {
        return members.config.provider().limits();
    }

    PoolClock clock() {
        return clock;
    }

    Members members() {
        return members;
    }

    public String provider() {
        return provider;
    }

    /// The account whose endpoints these are.
    public ProviderConfig account() {
        return members.config.provider();
    }

    /// Calls that are with a backend.
    public int inside() {
        return inside.get();
    }

    /// Calls that wait for room.
    public int waiting() {
        return waitingRoom.waiting();
    }

    /// How endpoints are chosen now.
    public Balance balance() {
        var operators = said;
        return operators == null ? members.config.balance() : operators;
    }

    /// Chooses in another way from now on, until the gateway stops or the configuration says another way; null
    /// goes back to the configuration.
    public void balance(@Nullable Balance balance) {
        said = balance;
    }

    /// All of it at one moment.
    public PoolView view() {
        return PoolView.of(this);
    }

    /// An endpoint told which models it has, how many calls of each it can run at once, and how many it has, from us
    /// and from others. From now on it gets no more calls of a model than there are slots.
    public void told(String endpoint, Map<String, ModelSlots> models) {
        steer(endpoint, state -> state.told(models));
    }

    /// An endpoint was asked for its models and did not tell.
    ///
    /// @param why for operators, without secrets
    public void silent(String endpoint, String why) {
        steer(endpoint, state -> state.silent(why));
    }

    /// Gives an endpoint no new calls until it is [#restore]d; those under way go on.
    ///
    /// @return whether there is such an endpoint; so of all of these
    public boolean drain(String endpoint) {
        return steer(endpoint, state -> state.steer(steering -> steering.drain(true)));
    }

    /// Leaves an endpoint out for a while.
    public boolean eject(String endpoint, Duration length) {
        return steer(endpoint, state -> state.steer(steering -> steering.eject(clock.now() + length.toNanos())));
    }

    /// Gives an endpoint another weight than discovery says, until it is [#restore]d; 0 takes it out.
    public boolean weigh(String endpoint, int weight) {
        return steer(endpoint, state -> state.steer(steering -> steering.weigh(Math.max(0, weight))));
    }

    /// Takes back what operators said of an endpoint, and what was held against it.
    public boolean restore(String endpoint) {
        return steer(endpoint, EndpointState::restore);
    }

    private boolean steer(String endpoint, Consumer<EndpointState> action) {
        for (var state : members.endpoints) {
            if (state.id().equals(endpoint)) {
                action.accept(state);
                waitingRoom.admit();
                return true;
            }
        }
        return false;
    }
}
