package io.polygate.app;

import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.routing.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The gates of a node's providers: one for all shards, and the same one as long as its limits stay.
final class Gates {

    private record Key(String provider, Limits limits) {}

    private final Map<Key, Gate> gates = new ConcurrentHashMap<>();

    Map<String, Gate> of(List<ProviderConfig> providers) {
        var wanted = new HashMap<String, Gate>();
        for (var provider : providers) {
            var key = new Key(provider.id(), provider.limits());
            wanted.put(provider.id(), gates.computeIfAbsent(key, k -> new Gate(k.provider, k.limits)));
        }
        gates.values().removeIf(gate -> gate.inside() == 0 && gate.waiting() == 0 && !wanted.containsValue(gate));
        return wanted;
    }

    int inside() {
        return gates.values().stream().mapToInt(Gate::inside).sum();
    }

    int waiting() {
        return gates.values().stream().mapToInt(Gate::waiting).sum();
    }
}
