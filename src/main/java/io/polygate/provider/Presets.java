package io.polygate.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The vendors that a configuration makes use of, by id.
public final class Presets {

    private final Map<String, Preset> byId = new LinkedHashMap<>();

    public Presets(List<Preset> presets) {
        presets.forEach(preset -> byId.put(preset.id(), preset));
    }

    public @Nullable Preset find(@Nullable String vendor) {
        return vendor == null ? null : byId.get(vendor);
    }

    /// What is known of a model at a provider; null for an unknown vendor or model.
    public @Nullable PresetModel model(ProviderConfig provider, String model) {
        var preset = find(provider.vendor());
        return preset == null ? null : preset.model(model);
    }

    /// What a call with that many input tokens costs there; null where it is unknown.
    public PresetModel.@Nullable Price price(ProviderConfig provider, String model, long inputTokens) {
        var preset = find(provider.vendor());
        if (preset == null) {
            return null;
        }
        var known = preset.model(model);
        return known == null ? null : known.price(preset.regionOf(provider.baseUrl()), inputTokens);
    }

    /// What calls of a model cost at a provider.
    public Tariff tariff(ProviderConfig provider, String model) {
        var preset = find(provider.vendor());
        return preset == null ? Tariff.UNKNOWN : Tariff.of(preset.model(model), preset.regionOf(provider.baseUrl()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Presets presets && presets.byId.equals(byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    public List<Preset> all() {
        return List.copyOf(byId.values());
    }
}
