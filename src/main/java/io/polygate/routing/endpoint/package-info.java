/// Which address and which credential of a provider a call gets: balancers, health, breakers, limits and the queue.
///
/// Its state is the node's and is shared by the shards. Imports what `routing` may. Start reading at
/// [io.polygate.routing.endpoint.EndpointPool].
@NullMarked
package io.polygate.routing.endpoint;

import org.jspecify.annotations.NullMarked;
