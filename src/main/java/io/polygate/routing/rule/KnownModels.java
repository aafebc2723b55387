package io.polygate.routing.rule;

import io.polygate.provider.PresetModel;
import org.jspecify.annotations.Nullable;

/// What is known of vendors' models.
public interface KnownModels {

    /// The model as that provider calls it, or null where nothing is known of it.
    @Nullable
    PresetModel find(String provider, String model);

    /// The price of a million tokens read and a million written, infinite where it is unknown.
    double cost(String provider, String model, int promptTokens);
}
