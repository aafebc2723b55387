package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What an operator said of models' ways to choose, until the gateway stops. Safe from every thread.
public final class Balances {

    private final Map<String, Balance> byModel = new ConcurrentHashMap<>();

    /// The way for a model as callers name it, or null where nobody said any.
    public @Nullable Balance of(String model) {
        return byModel.isEmpty() ? null : byModel.get(model);
    }

    void say(String model, @Nullable Balance balance) {
        if (balance == null) {
            byModel.remove(model);
        } else {
            byModel.put(model, balance);
        }
    }

    void clear() {
        byModel.clear();
    }
}
