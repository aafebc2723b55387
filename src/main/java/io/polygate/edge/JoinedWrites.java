package io.polygate.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets what is written to an HTTP/2 connection in one turn of the event loop leave as one buffer in one system call.
/// An answer's head, its message and its trailers are frames of their own in two buffers each, which the library would
/// send one by one; so would it do with the answers of several streams.
final class JoinedWrites extends ChannelOutboundHandlerAdapter {

    /// Frames after which what was written leaves before the turn is over.
    private static final int MOST_FRAMES = 64;

    private static final int USUAL = 2048;

    /// Bytes that are joined at most; what is as large by itself is not copied.
    private static final int MOST_BYTES = 16 * 1024;

    private @Nullable ByteBuf joined;
    private List<ChannelPromise> promises = new ArrayList<>();

    private JoinedWrites() {}

    /// @param connection one that speaks HTTP/2
    static void attach(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            var context = base.channelHandlerContext();
            context.pipeline()
                    .addBefore(context.name(), null, new JoinedWrites())
                    .addBefore(context.name(), null, new FlushConsolidationHandler(MOST_FRAMES, true));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() >= MOST_BYTES) {
            pass(context);
            context.write(message, promise);
            return;
        }
        if (joined != null && joined.readableBytes() + bytes.readableBytes() > MOST_BYTES) {
            pass(context);
        }
        if (joined == null) {
            joined = context.alloc().directBuffer(Math.max(USUAL, bytes.readableBytes()), MOST_BYTES);
        }
        joined.writeBytes(bytes);
        bytes.release();
        if (!promise.isVoid()) {
            promises.add(promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        pass(context);
        context.flush();
    }

    private void pass(ChannelHandlerContext context) {
        if (joined == null) {
            return;
        }
        var bytes = joined;
        var told = promises;
        joined = null;
        promises = new ArrayList<>();
        context.write(bytes).addListener(done -> {
            for (var promise : told) {
                if (done.isSuccess()) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(done.cause());
                }
            }
        });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (joined != null) {
            joined.release();
            joined = null;
            promises.forEach(promise -> promise.tryFailure(new ClosedChannelException()));
        }
    }
}
