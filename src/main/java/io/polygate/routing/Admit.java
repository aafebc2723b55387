package io.polygate.routing;

import io.polygate.model.GatewayError;
import org.jspecify.annotations.Nullable;

/// Whether the request is one that can be served: what the door found wrong is told now that the caller is known.
final class Admit implements Stage {

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        return journey.call.defect();
    }
}
