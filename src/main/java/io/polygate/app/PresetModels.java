package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.PresetModel;
import io.polygate.provider.Tariff;
import io.polygate.routing.rule.KnownModels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the presets of a configuration's providers know of models, by provider and model.
record PresetModels(Map<String, Known> byProvider) implements KnownModels {

    /// A vendor's models at a provider, and what calls of each cost there.
    record Known(Map<String, PresetModel> models, Map<String, Tariff> tariffs) {

        static Known of(List<PresetModel> presets, String region) {
            var models = new HashMap<String, PresetModel>();
            var tariffs = new HashMap<String, Tariff>();
            for (var preset : presets) {
                if (models.putIfAbsent(preset.id(), preset) == null) {
                    tariffs.put(preset.id(), Tariff.of(preset, region));
                }
            }
            return new Known(Map.copyOf(models), Map.copyOf(tariffs));
        }
    }

    static PresetModels of(GatewayConfig config) {
        var byProvider = new HashMap<String, Known>();
        for (var provider : config.providers()) {
            var preset = config.presets().find(provider.vendor());
            if (preset != null) {
                byProvider.put(provider.id(), Known.of(preset.models(), preset.regionOf(provider.baseUrl())));
            }
        }
        return new PresetModels(Map.copyOf(byProvider));
    }

    @Override
    public @Nullable PresetModel find(String provider, String model) {
        var known = byProvider.get(provider);
        return known == null ? null : known.models.get(model);
    }

    @Override
    public Tariff tariff(String provider, String model) {
        var known = byProvider.get(provider);
        return known == null ? Tariff.UNKNOWN : known.tariffs.getOrDefault(model, Tariff.UNKNOWN);
    }
}
