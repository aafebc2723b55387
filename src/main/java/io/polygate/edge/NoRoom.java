package io.polygate.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.time.Duration;

/// Sends away a connection beyond `server.max-connections`: with a 503 as soon as it is open, whatever it wants to say;
/// over TLS without a word.
final class NoRoom extends ChannelInboundHandlerAdapter {

    private static final Duration COME_BACK = Duration.ofSeconds(2);

    private final RawAnswer answer;
    private final GatewayError error;

    NoRoom(RawAnswer answer, int maxConnections) {
        this.answer = answer;
        this.error = GatewayError.of(
                        ErrorKind.OVERLOADED,
                        "the gateway has " + maxConnections + " connections already (server.max-connections)")
                .withRetryAfter(COME_BACK);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            answer.writeAndClose(context, error, System.nanoTime());
        } else {
            context.close();
        }
    }

    /// Taken and thrown away: unread bytes would cut the answer off.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }
}
