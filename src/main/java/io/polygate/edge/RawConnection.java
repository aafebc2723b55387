package io.polygate.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection that was taken over from HTTP/1.1, without the library's own socket between: an idle one
/// costs a handler and the channel, nothing else. Used on its context only.
public final class RawConnection extends ChannelInboundHandlerAdapter {

    /// Who hears the connection. All calls come on its context.
    public interface Listener {

        /// Bytes came; they are only valid during the call.
        void bytes(ByteBuf bytes);

        /// What was written has mostly left: there is room again.
        void drained();

        /// The connection is gone, from whichever side. Called once.
        void closed();
    }

    private final ContextInternal context;
    private final Channel channel;
    private final Listener listener;
    private boolean closed;

    private RawConnection(ContextInternal context, Channel channel, Function<RawConnection, Listener> listener) {
        this.context = context;
        this.channel = channel;
        this.listener = listener.apply(this);
    }

    /// Answers a request with 101 and these header lines, and takes its connection over.
    ///
    /// @param headerLines each with its CRLF
    /// @param maxQueued bytes that may wait to be sent before the connection is no longer [#writable]
    /// @return null when the connection is gone or no HTTP/1.1 one
    static @Nullable RawConnection upgrade(
            HttpServerRequest request, String headerLines, int maxQueued, Function<RawConnection, Listener> listener) {
        if (!(request.connection() instanceof ConnectionBase base)
                || !base.channel().isActive()
                || base.channel().pipeline().get(HeadDeadline.DECODER) == null) {
            return null;
        }
        var channel = base.channel();
        var config = channel.config();
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(Math.max(1, maxQueued / 2), Math.max(2, maxQueued)));
        var connection = new RawConnection(base.context(), channel, listener);
        var head = ("HTTP/1.1 101 Switching Protocols\r\n" + headerLines + "\r\n").getBytes(StandardCharsets.UTF_8);
        replaceHttp(channel.pipeline(), connection);
        channel.writeAndFlush(connection.allocator().buffer(head.length).writeBytes(head), channel.voidPromise());
        config.setAutoRead(true);
        return connection;
    }

    /// From the last to the first, so that bytes that the decoder still holds come to us.
    private static void replaceHttp(ChannelPipeline pipeline, RawConnection connection) {
        var http = new ArrayList<ChannelHandler>();
        for (var entry : pipeline) {
            if (!(entry.getValue() instanceof SslHandler)) {
                http.addFirst(entry.getValue());
            }
        }
        pipeline.addLast(connection);
        http.forEach(pipeline::remove);
    }

    public ContextInternal context() {
        return context;
    }

    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /// Queues bytes, which are the connection's from now on; [#flush] sends them.
    public void write(ByteBuf bytes) {
        if (closed) {
            bytes.release();
        } else {
            channel.write(bytes, channel.voidPromise());
        }
    }

    public void flush() {
        channel.flush();
    }

    public boolean writable() {
        return channel.isWritable();
    }

    /// Stops reading until [#resume]: what the caller sends stays with it.
    public void pause() {
        channel.config().setAutoRead(false);
    }

    public void resume() {
        channel.config().setAutoRead(true);
    }

    /// Says by the connection's end that nothing more comes, while the caller may still be read from. Over TLS nothing
    /// is said before [#close].
    public void finish() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(v -> {
            if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
                duplex.shutdownOutput();
            }
        });
    }

    /// Closes when what was written has left.
    public void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /// Closes now; what was written and has not left is lost.
    public void abort() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        try {
            if (message instanceof ByteBuf bytes && !closed) {
                context.emit(bytes, listener::bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable() && !closed) {
            context.emit(v -> listener.drained());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (!closed) {
            closed = true;
            context.emit(v -> listener.closed());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        from.close();
    }
}
