package io.polygate.routing.endpoint;

import io.polygate.model.GatewayError;
import java.util.List;

/// What came of asking a pool for an endpoint.
public sealed interface Pick {

    /// The lease must be ended.
    record Taken(Lease lease) implements Pick {}

    /// Nobody can take the call now.
    ///
    /// @param reason what to tell the caller where nobody else can either
    /// @param full true when all that lacks is room: waiting may help
    record Nobody(GatewayError reason, List<Rejected> rejected, boolean full) implements Pick {

        public Nobody {
            rejected = List.copyOf(rejected);
        }
    }
}
