package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.Presets;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.Tariff;
import io.polygate.routing.endpoint.EndpointPools.Plan;
import io.polygate.routing.endpoint.PoolConfig;
import io.polygate.routing.endpoint.Pricing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// By what the pools of a configuration's providers go.
final class PoolConfigs {

    private PoolConfigs() {}

    static List<Plan> of(View view) {
        var config = view.config();
        var endpoints = view.endpoints();
        var models = firstModels(config);
        return LocalServers.providers(config).stream()
                .map(provider -> new Plan(
                        of(config, provider, models.getOrDefault(provider.id(), "")),
                        endpoints.getOrDefault(provider.id(), List.of())))
                .toList();
    }

    private static PoolConfig of(GatewayConfig config, ProviderConfig provider, String model) {
        var pricing = new PresetPricing(config.presets(), provider);
        return new PoolConfig(provider, config.routing().endpoints(), pricing, model);
    }

    /// The first model that is asked of each provider that a target names.
    private static Map<String, String> firstModels(GatewayConfig config) {
        var models = new HashMap<String, String>();
        for (var model : config.models()) {
            model.targets().forEach(target -> models.putIfAbsent(target.provider(), target.model()));
        }
        return models;
    }

    /// Prices as the vendor's preset tells them. What was found for a model is kept until another one is asked for: all
    /// endpoints of a choice ask for the same.
    private static final class PresetPricing implements Pricing {

        private final Presets presets;
        private final ProviderConfig provider;
        private volatile Last last = new Last("", Tariff.UNKNOWN);

        private record Last(String model, Tariff tariff) {}

        PresetPricing(Presets presets, ProviderConfig provider) {
            this.presets = presets;
            this.provider = provider;
        }

        @Override
        public double of(String model, int promptTokens) {
            var found = last;
            if (!found.model.equals(model)) {
                found = new Last(model, presets.tariff(provider, model));
                last = found;
            }
            return found.tariff.of(promptTokens);
        }

        /// Alike are those that tell the same.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PresetPricing pricing
                    && pricing.presets.equals(presets)
                    && pricing.provider.equals(provider);
        }

        @Override
        public int hashCode() {
            return provider.hashCode();
        }
    }
}
