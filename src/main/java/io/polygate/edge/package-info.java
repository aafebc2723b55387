/// The listening sockets: TLS, HTTP/1.1 and HTTP/2, limits, request ids, CORS; and the table that doors mount on.
///
/// Knows no dialect and decides nothing about a call. May import `model` and `telemetry`. Start reading at
/// [io.polygate.edge.EdgeVerticle] and [io.polygate.edge.Edge].
@NullMarked
package io.polygate.edge;

import org.jspecify.annotations.NullMarked;
