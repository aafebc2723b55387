package io.polygate.routing;

import io.polygate.model.GatewayError;
import org.jspecify.annotations.Nullable;

/// A step of the pipeline that decides about a call before it is sent.
@FunctionalInterface
interface Stage {

    /// Notes on the journey what it found out, or returns why the call ends here.
    @Nullable
    GatewayError apply(Journey journey);
}
