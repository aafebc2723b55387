package io.polygate.routing.rule;

import io.polygate.provider.PresetModel;
import io.polygate.provider.Tariff;
import org.jspecify.annotations.Nullable;

/// What is known of vendors' models.
public interface KnownModels {

    /// The model as that provider calls it, or null where nothing is known of it.
    @Nullable
    PresetModel find(String provider, String model);

    /// What a call costs there.
    Tariff tariff(String provider, String model);
}
