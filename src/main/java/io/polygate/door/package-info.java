/// What the doors share that clients reach by WebSocket: RFC 6455 on a connection's bytes
/// ([io.polygate.door.FrameDecoder]), heartbeats, limits and the list of connections.
///
/// Each door is a package below and imports no other. May import `model`, `wire`, `bus`, `edge` and `telemetry`. Start
/// reading at [io.polygate.door.Link].
@NullMarked
package io.polygate.door;

import org.jspecify.annotations.NullMarked;
