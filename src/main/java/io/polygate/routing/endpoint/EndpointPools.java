package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.provider.Balance;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pools of a node's providers: one for all shards, the same one for as long as the provider is configured. Safe
/// from every thread.
public final class EndpointPools {

    private final ReentrantLock lock = new ReentrantLock();
    private final Balances balances = new Balances();
    private volatile Map<String, EndpointPool> pools = Map.of();

    /// Goes by another configuration from now on.
    ///
    /// @param plans what is wanted now, asked when its turn has come
    public void use(Supplier<List<Plan>> plans) {
        lock.lock();
        try {
            pools = next(plans.get());
        } finally {
            lock.unlock();
        }
    }

    /// A provider and where it is.
    public record Plan(PoolConfig config, List<Endpoint> endpoints) {}

    private Map<String, EndpointPool> next(List<Plan> plans) {
        var next = new HashMap<String, EndpointPool>();
        for (var plan : plans) {
            var id = plan.config.provider().id();
            var pool = pools.get(id);
            if (pool == null) {
                pool = new EndpointPool(plan.config, plan.endpoints);
                pool.balance(balances.ofAll());
            } else {
                pool.use(plan.config, plan.endpoints);
            }
            next.put(id, pool);
        }
        return Map.copyOf(next);
    }

    /// By provider.
    public Map<String, EndpointPool> all() {
        return pools;
    }

    public @Nullable EndpointPool find(String provider) {
        return pools.get(provider);
    }

    /// What was said of models.
    public Balances balances() {
        return balances;
    }

    /// Chooses the endpoints of every provider in this way from now on, and the targets of models that have no way of
    /// their own, until the gateway stops or the configuration changes the same; what was said of providers and
    /// models before is forgotten. Null goes back to the configuration.
    public void balance(@Nullable Balance balance) {
        balances.sayOfAll(balance);
        pools.values().forEach(pool -> pool.balance(balance));
    }

    /// Chooses for one model in this way from now on, until the configuration says something else than `configured`;
    /// null goes back to the configuration.
    public void balanceModel(String model, @Nullable Balance balance, @Nullable Balance configured) {
        balances.say(model, balance, configured);
    }

    /// Calls that are with a backend.
    public int inside() {
        return sum(pools.values(), true);
    }

    /// Calls that wait for room.
    public int waiting() {
        return sum(pools.values(), false);
    }

    private static int sum(Collection<EndpointPool> pools, boolean inside) {
        return pools.stream()
                .mapToInt(pool -> inside ? pool.inside() : pool.waiting())
                .sum();
    }
}
