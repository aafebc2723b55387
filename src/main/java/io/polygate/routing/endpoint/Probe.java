package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.vertx.core.Future;

/// One way to ask an endpoint whether it works. Used on one context.
@FunctionalInterface
interface Probe {

    /// Never fails: that nobody answers is a verdict. May take longer than the configured timeout; who asks gives up.
    Future<Verdict> ask(PoolConfig config, Endpoint endpoint);
}
