package io.polygate.routing;

import io.polygate.model.GatewayError;
import io.polygate.telemetry.Memory;
import org.jspecify.annotations.Nullable;

/// Whether the request is one that can be served: what the door found wrong is told now that the caller is known, and
/// there must be memory for it.
final class Admit implements Stage {

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        var defect = journey.call.defect();
        if (defect != null) {
            return defect;
        }
        boolean scarce = journey.snapshot.node().memory().scarce();
        return scarce && journey.call.operation().dispatched() ? Memory.refusal() : null;
    }
}
