/// Endpoints from Consul's catalogue, and the gateway's own place in it.
///
/// Imports `model` and Vert.x; the only user of its Consul client.
@NullMarked
package io.polygate.discovery.consul;

import org.jspecify.annotations.NullMarked;
