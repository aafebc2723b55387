/// The WebSocket door: `/ws` with its two client protocols, OpenAI Realtime at `/v1/realtime`, and the demo page.
///
/// RFC 6455 is spoken here, on the connection's bytes ([io.polygate.door.FrameDecoder]); what is asked goes
/// over the bus as at every door. May import `model`, `wire`, `bus`, `edge` and `telemetry`. Start reading at
/// [io.polygate.door.websocket.WebSocketVerticle] and [io.polygate.door.Link].
@NullMarked
package io.polygate.door.websocket;

import org.jspecify.annotations.NullMarked;
