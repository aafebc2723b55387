package io.polygate.routing.rule;

import io.polygate.provider.Balance;
import io.polygate.routing.endpoint.Balancer;
import io.polygate.routing.endpoint.PoolClock;
import io.polygate.routing.rule.ModelConfig.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The loads of a node's targets and the balancers of its rules, kept when the configuration changes. One per node;
/// safe from every thread.
public final class TargetLoads {

    private static final int MAX = 200_000;

    private record Key(String rule, String provider, String model) {}

    private final PoolClock clock = new PoolClock(System::nanoTime);
    private final Map<Key, TargetLoad> loads = new ConcurrentHashMap<>();

    private final Map<String, Map<Balance, Balancer>> balancers = new ConcurrentHashMap<>();

    /// The balancers of a rule: they go on where they were when the configuration changes.
    Map<Balance, Balancer> balancers(String rule) {
        if (balancers.size() > MAX) {
            balancers.clear();
        }
        return balancers.computeIfAbsent(rule, name -> new ConcurrentHashMap<>());
    }

    /// The time by which loads are judged; who looks at many of them asks for it first.
    PoolClock clock() {
        return clock;
    }

    /// The load of a rule's target.
    TargetLoad of(String rule, Target target) {
        if (loads.size() > MAX) {
            loads.values().removeIf(load -> load.inside() == 0);
        }
        return loads.computeIfAbsent(new Key(rule, target.provider(), target.model()), key -> new TargetLoad(clock));
    }
}
