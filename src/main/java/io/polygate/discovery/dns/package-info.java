/// Endpoints from DNS: the addresses of a name, asked for again as their time to live ends.
///
/// Imports `model`, Vert.x and the resolver that comes with it.
@NullMarked
package io.polygate.discovery.dns;

import org.jspecify.annotations.NullMarked;
