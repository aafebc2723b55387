/// Calls over the event bus: a door opens a call, routing answers it in parts, credits hold a fast backend back, and
/// either side may end it. Within a JVM everything passes by reference; between nodes it is encoded.
///
/// The only user of the event bus. May import `model`. Start reading at [io.polygate.bus.Call] and
/// [io.polygate.bus.Frame]; doors use [io.polygate.bus.BusClient], routing uses [io.polygate.bus.BusServer].
@NullMarked
package io.polygate.bus;

import org.jspecify.annotations.NullMarked;
