/// The reverse proxy: `routes` of the configuration lead to any other HTTP or WebSocket backend, through the same edge.
///
/// vertx-http-proxy carries the bytes; here is what the configuration says of a route, who may use it, and how its
/// failures are told. May import `model`, `wire`, `bus`, `edge` and `telemetry`. Start reading at
/// [io.polygate.door.proxy.ProxyVerticle].
@NullMarked
package io.polygate.door.proxy;

import org.jspecify.annotations.NullMarked;
