package io.polygate.edge;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the headers of HTTP/2 answers leave without HPACK's table of what was said before (RFC 7541 §4.2). Ids and
/// times are never said twice: each would push out of the table what is, and cost more to keep than the bytes that it
/// saves.
final class HeaderTable {

    private static final Logger LOG = LoggerFactory.getLogger(HeaderTable.class);

    private HeaderTable() {}

    /// @param connection one that speaks HTTP/2 and whose client has said its settings
    static void off(HttpConnection connection) {
        if (connection instanceof ConnectionBase base
                && base.channelHandlerContext().handler() instanceof Http2ConnectionHandler http2) {
            try {
                http2.encoder().configuration().headersConfiguration().maxHeaderTableSize(0);
            } catch (Http2Exception e) {
                LOG.debug("the table of headers stays", e);
            }
        }
    }
}
