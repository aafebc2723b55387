package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.PresetModel;
import io.polygate.provider.PresetModel.Price;
import io.polygate.provider.ProviderConfig;
import io.polygate.routing.rule.KnownModels;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the presets of a configuration's providers know of models, by provider and model.
record PresetModels(Map<String, Known> byProvider) implements KnownModels {

    /// A vendor's models at a provider, and the region whose prices hold there.
    record Known(Map<String, PresetModel> models, String region) {}

    static PresetModels of(GatewayConfig config) {
        var byProvider = new HashMap<String, Known>();
        for (var provider : config.providers()) {
            var preset = config.presets().find(provider.vendor());
            if (preset != null) {
                var models = preset.models().stream().collect(Collectors.toMap(PresetModel::id, m -> m, (a, b) -> a));
                byProvider.put(provider.id(), new Known(models, region(config, provider)));
            }
        }
        return new PresetModels(Map.copyOf(byProvider));
    }

    private static String region(GatewayConfig config, ProviderConfig provider) {
        var preset = config.presets().find(provider.vendor());
        var address = provider.baseUrl();
        return preset == null || address == null ? "" : preset.regionOf(address);
    }

    @Override
    public @Nullable PresetModel find(String provider, String model) {
        var known = byProvider.get(provider);
        return known == null ? null : known.models.get(model);
    }

    @Override
    public double cost(String provider, String model, int promptTokens) {
        var found = find(provider, model);
        var known = byProvider.get(provider);
        return found == null || known == null ? Double.POSITIVE_INFINITY : sum(found.price(known.region, promptTokens));
    }

    private static double sum(@Nullable Price price) {
        return price == null || price.input() == null || price.output() == null
                ? Double.POSITIVE_INFINITY
                : price.input().doubleValue() + price.output().doubleValue();
    }
}
