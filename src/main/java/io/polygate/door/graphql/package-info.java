/// The GraphQL door: `/graphql` over HTTP, as events (SSE) and over WebSocket, by the schema in `graphql/`.
///
/// Fields are calls over the bus like those of every door; what is shown of this node comes from `telemetry` and the
/// list of connections. May import `model`, `wire`, `bus`, `edge` and `telemetry`. Start reading at
/// [io.polygate.door.graphql.GraphQlVerticle] and [io.polygate.door.graphql.Wiring].
@NullMarked
package io.polygate.door.graphql;

import org.jspecify.annotations.NullMarked;
