package io.polygate.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches a new connection until the library makes it an HTTP one, which in cleartext is only with the first complete
/// head: a first head, or a TLS handshake, that takes longer than `server.header-timeout` ends the connection. From
/// then on [HeadDeadline] watches.
final class FirstHead extends ChannelInboundHandlerAdapter {

    private static final String NAME = "firstHead";

    private final Duration timeout;
    private final RawAnswer answer;
    private @Nullable Future<?> timer;
    private long startedNanos;

    private FirstHead(Duration timeout, RawAnswer answer) {
        this.timeout = timeout;
        this.answer = answer;
    }

    static void watch(Channel channel, Duration timeout, RawAnswer answer) {
        channel.pipeline().addFirst(NAME, new FirstHead(timeout, answer));
    }

    /// The connection has become an HTTP one.
    static void stop(Channel channel) {
        if (channel.pipeline().get(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
    }

    static GatewayError late(Duration timeout) {
        var message = "the request's head was not complete after " + timeout.toMillis() + " ms (server.header-timeout)";
        return GatewayError.of(ErrorKind.REQUEST_TIMEOUT, message);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (timer == null) {
            startedNanos = System.nanoTime();
            timer = context.executor().schedule(() -> expired(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelRead(message);
    }

    private void expired(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            answer.writeAndClose(context, late(timeout), startedNanos);
        } else {
            context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
