package io.polygate.edge;

import io.vertx.core.Vertx;
import java.util.function.Supplier;

/// What every request of a shard shares.
///
/// @param errors says refusals in the words of the path's dialect
/// @param refused is told of every request that the edge itself refuses
record EdgeContext(Supplier<Vertx> vertx, ServerConfig config, ErrorRenderer errors, RefusalListener refused) {

    EdgeContext with(ServerConfig next) {
        return new EdgeContext(vertx, next, errors, refused);
    }
}
