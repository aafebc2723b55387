package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import io.polygate.provider.HealthConfig;
import io.polygate.provider.ProviderConfig;
import org.jspecify.annotations.Nullable;

/// By what a pool goes.
///
/// @param probeModel the model that a tiny completion asks for where the endpoint names none; empty for none
public record PoolConfig(ProviderConfig provider, EndpointPolicy policy, Pricing pricing, String probeModel) {

    public PoolConfig(ProviderConfig provider, EndpointPolicy policy) {
        this(provider, policy, Pricing.UNKNOWN, "");
    }

    Balance balance() {
        return provider.balance();
    }

    /// How endpoints are asked whether they work; null asks nobody.
    @Nullable
    HealthConfig health() {
        return provider.health();
    }
}
