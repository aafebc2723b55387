package io.polygate.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// Keeps what happens to one HTTP/2 stream from its connection. When a client resets a stream while something for it
/// still waits to be written, the codec reports that as an exception of the whole channel, and the library closes the
/// connection with every other call on it. The stream itself hears of its end in another way.
final class LostStreams extends ChannelInboundHandlerAdapter {

    private LostStreams() {}

    /// @param connection one that speaks HTTP/2
    static void attach(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            var context = base.channelHandlerContext();
            context.pipeline().addBefore(context.name(), null, new LostStreams());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof Http2Exception.StreamException)) {
            context.fireExceptionCaught(cause);
        }
    }
}
