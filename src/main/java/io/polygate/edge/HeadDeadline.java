package io.polygate.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/// Watches the requests of an HTTP/1.1 connection around the library's decoder: a head that drips in for longer than
/// `server.header-timeout` ends with a 408, a body that cannot be decoded with a 400; the library by itself has only an
/// idle timeout, which every dripped byte resets, and closes without a word.
final class HeadDeadline {

    static final String DECODER = "httpDecoder";

    private static final GatewayError ILL_FORMED =
            GatewayError.of(ErrorKind.BAD_REQUEST, "the body is not well-formed (RFC 9112 §7.1)");

    private final LateHeads lateHeads;
    private @Nullable ChannelHandlerContext outward;
    private long decoded;
    private boolean inRequest;
    private long startedNanos;

    private HeadDeadline(LateHeads lateHeads) {
        this.lateHeads = lateHeads;
    }

    static void attach(HttpConnection connection, LateHeads lateHeads) {
        if (connection instanceof ConnectionBase base) {
            var pipeline = base.channelHandlerContext().pipeline();
            FirstHead.stop(base.channel());
            if (pipeline.get(DECODER) != null) {
                var deadline = new HeadDeadline(lateHeads);
                pipeline.addBefore(DECODER, null, deadline.new Bytes());
                pipeline.addAfter(DECODER, null, deadline.new Messages());
            }
        }
    }

    /// Where bytes can be written past the encoder of an HTTP/1.1 connection, or null for any other.
    static @Nullable ChannelHandlerContext decoderOf(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? base.channelHandlerContext().pipeline().context(DECODER)
                : null;
    }

    boolean isLate(long beforeNanos) {
        return startedNanos - beforeNanos < 0;
    }

    void refuse(GatewayError error) {
        long began = startedNanos;
        startedNanos = 0;
        if (outward != null) {
            lateHeads.answer().writeAndClose(outward, error, began);
        }
    }

    private void headEnded() {
        if (startedNanos != 0) {
            startedNanos = 0;
            lateHeads.remove(this);
        }
    }

    /// Before the decoder: notes when the first bytes of a head came.
    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            outward = context;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            long before = decoded;
            context.fireChannelRead(message);
            if (decoded != before || inRequest || startedNanos != 0) {
                return;
            }
            if (context.pipeline().get(DECODER) == null) {
                context.pipeline().remove(this);
                return;
            }
            startedNanos = System.nanoTime();
            lateHeads.add(HeadDeadline.this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            headEnded();
            context.fireChannelInactive();
        }
    }

    /// After the decoder: knows where a request begins and ends.
    private final class Messages extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            decoded++;
            if (message instanceof HttpRequest) {
                inRequest = true;
                headEnded();
            }
            if (message instanceof LastHttpContent) {
                inRequest = false;
            }
            if (message instanceof HttpContent content
                    && content.decoderResult().isFailure()) {
                ReferenceCountUtil.release(message);
                if (outward != null) {
                    lateHeads.answer().interrupt(outward, ILL_FORMED);
                }
                return;
            }
            context.fireChannelRead(message);
        }
    }
}
