/// What operators see of routing and change while it runs. Imports `routing.endpoint` and `bus`; knows no door and no
/// configuration.
///
/// Start reading at [io.polygate.routing.steer.ClusterSteering].
@NullMarked
package io.polygate.routing.steer;

import org.jspecify.annotations.NullMarked;
