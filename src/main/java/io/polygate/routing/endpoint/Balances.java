package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What an operator said of models' ways to choose, until the gateway stops or the configuration says something else
/// of them than it did then. Safe from every thread.
public final class Balances {

    private record Said(Balance way, @Nullable Balance configured) {}

    private final Map<String, Said> byModel = new ConcurrentHashMap<>();
    private volatile @Nullable Balance ofAll;

    /// The way for a model, or null where nobody said any.
    ///
    /// @param configured what the configuration says of it now
    public @Nullable Balance of(String model, @Nullable Balance configured) {
        var said = byModel.isEmpty() ? null : byModel.get(model);
        if (said == null) {
            return configured;
        }
        if (said.configured == configured) {
            return said.way;
        }
        byModel.remove(model, said);
        return configured;
    }

    /// How targets are chosen of models of which nobody said any way.
    public @Nullable Balance ofAll() {
        return ofAll;
    }

    void say(String model, @Nullable Balance way, @Nullable Balance configured) {
        if (way == null) {
            byModel.remove(model);
        } else {
            byModel.put(model, new Said(way, configured));
        }
    }

    /// Forgets what was said of models.
    void sayOfAll(@Nullable Balance way) {
        byModel.clear();
        ofAll = way;
    }
}
