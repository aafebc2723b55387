package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.Presets;
import io.polygate.provider.ProviderConfig;
import io.polygate.routing.endpoint.EndpointPools.Plan;
import io.polygate.routing.endpoint.PoolConfig;
import io.polygate.routing.endpoint.Pricing;
import io.polygate.routing.rule.ModelConfig.Target;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// By what the pools of a configuration's providers go.
final class PoolConfigs {

    private PoolConfigs() {}

    static List<Plan> of(View view) {
        var config = view.config();
        var endpoints = view.endpoints();
        return LocalServers.providers(config).stream()
                .map(provider -> new Plan(of(config, provider), endpoints.getOrDefault(provider.id(), List.of())))
                .toList();
    }

    private static PoolConfig of(GatewayConfig config, ProviderConfig provider) {
        var pricing = new PresetPricing(config.presets(), provider);
        return new PoolConfig(provider, config.routing().endpoints(), pricing, modelOf(config, provider));
    }

    /// The first model that is asked of a provider; empty where no target names it.
    private static String modelOf(GatewayConfig config, ProviderConfig provider) {
        return config.models().stream()
                .flatMap(model -> model.targets().stream())
                .filter(target -> target.provider().equals(provider.id()))
                .map(Target::model)
                .findFirst()
                .orElse("");
    }

    /// Prices as the vendor's preset tells them.
    private record PresetPricing(Presets presets, ProviderConfig provider) implements Pricing {

        @Override
        public double of(String model, int promptTokens) {
            var price = presets.price(provider, model, promptTokens);
            return price == null ? Double.POSITIVE_INFINITY : number(price.input()) + number(price.output());
        }

        private static double number(@Nullable BigDecimal price) {
            return price == null ? Double.POSITIVE_INFINITY : price.doubleValue();
        }
    }
}
