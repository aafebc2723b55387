package io.polygate.benchmark.micro;

import io.polygate.provider.PresetModel;
import io.polygate.provider.Tariff;
import io.polygate.routing.rule.KnownModels;
import org.jspecify.annotations.Nullable;

/// Of no model anything is known.
record NothingKnown() implements KnownModels {

    @Override
    public @Nullable PresetModel find(String provider, String model) {
        return null;
    }

    @Override
    public Tariff tariff(String provider, String model) {
        return Tariff.UNKNOWN;
    }
}
