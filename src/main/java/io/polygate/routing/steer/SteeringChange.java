package io.polygate.routing.steer;

import io.polygate.provider.Balance;
import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.endpoint.EndpointPools;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an operator changes, the same on every node. Goes over the bus as JSON.
public sealed interface SteeringChange {

    /// Applies it here; false where this node does not know whom it is about.
    boolean apply(EndpointPools pools);

    JsonObject json();

    /// How a provider, a model, or with neither everybody is balanced; null goes back to the configuration.
    ///
    /// @param configured what the configuration says of the model
    record Algorithm(
            @Nullable String provider,
            @Nullable String model,
            @Nullable Balance way,
            @Nullable Balance configured) implements SteeringChange {

        @Override
        public boolean apply(EndpointPools pools) {
            if (provider != null) {
                var pool = pools.find(provider);
                if (pool != null) {
                    pool.balance(way);
                }
                return pool != null;
            }
            if (model != null) {
                pools.balanceModel(model, way, configured);
            } else {
                pools.balance(way);
            }
            return true;
        }

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("provider", provider)
                    .put("model", model)
                    .put("way", way == null ? null : way.name())
                    .put("configured", configured == null ? null : configured.name());
        }
    }

    /// What can be done to an endpoint.
    enum Verb {
        /// No new calls until it is restored.
        DRAIN,
        /// No new calls for `number` milliseconds.
        EJECT,
        /// Takes back all that operators said, and what was held against it.
        RESTORE,
        /// Another weight, `number`.
        WEIGHT
    }

    /// @param number milliseconds or a weight, as the verb says
    record Handled(String provider, String endpoint, Verb verb, long number) implements SteeringChange {

        @Override
        public boolean apply(EndpointPools pools) {
            var pool = pools.find(provider);
            return pool != null && apply(pool);
        }

        private boolean apply(EndpointPool pool) {
            return switch (verb) {
                case DRAIN -> pool.drain(endpoint);
                case EJECT -> pool.eject(endpoint, Duration.ofMillis(number));
                case RESTORE -> pool.restore(endpoint);
                case WEIGHT -> pool.weigh(endpoint, (int) number);
            };
        }

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("provider", provider)
                    .put("endpoint", endpoint)
                    .put("verb", verb.name())
                    .put("number", number);
        }
    }

    /// Reads what [#json] wrote.
    static SteeringChange of(JsonObject json) {
        if (json.containsKey("verb")) {
            return new Handled(
                    json.getString("provider"),
                    json.getString("endpoint"),
                    Verb.valueOf(json.getString("verb")),
                    json.getLong("number"));
        }
        return new Algorithm(
                json.getString("provider"),
                json.getString("model"),
                way(json.getString("way")),
                way(json.getString("configured")));
    }

    private static @Nullable Balance way(@Nullable String name) {
        return name == null ? null : Balance.valueOf(name);
    }

    /// A way to choose as the configuration writes it.
    static String word(Balance way) {
        return way.name().toLowerCase(Locale.ROOT);
    }
}
