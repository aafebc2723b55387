/// The pipeline behind the bus: who calls, what may be called, which target answers, what it came to.
///
/// Imports `model`, `bus`, `telemetry` and the interfaces of the features. Start reading at
/// [io.polygate.routing.Pipeline].
@NullMarked
package io.polygate.routing;

import org.jspecify.annotations.NullMarked;
