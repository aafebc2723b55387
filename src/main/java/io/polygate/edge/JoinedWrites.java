package io.polygate.edge;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// Lets what is written to an HTTP/2 connection in one turn of the event loop leave in one system call. An answer's
/// head, its message and its trailers are frames of their own, each of which the library would send by itself; so would
/// it do with the answers of several streams.
final class JoinedWrites {

    /// Frames after which what was written leaves before the turn is over.
    private static final int MOST = 64;

    private JoinedWrites() {}

    /// @param connection one that speaks HTTP/2
    static void attach(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().pipeline().addFirst(new FlushConsolidationHandler(MOST, true));
        }
    }
}
