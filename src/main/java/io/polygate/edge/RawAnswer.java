package io.polygate.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.polygate.model.GatewayError;
import java.nio.charset.StandardCharsets;

/// The last words on a connection whose request could not be read as one: written past the encoder, which has no
/// request to answer, and then the connection is closed.
final class RawAnswer {

    private final ErrorRenderer errors;
    private final RefusalListener refused;
    private final RequestIds ids = new RequestIds();

    RawAnswer(ErrorRenderer errors, RefusalListener refused) {
        this.errors = errors;
        this.refused = refused;
    }

    /// To a request that never got an id.
    void writeAndClose(ChannelHandlerContext context, GatewayError error, long startedNanos) {
        writeAndClose(context, error, startedNanos, ids.of(null));
    }

    void writeAndClose(ChannelHandlerContext context, GatewayError error, long startedNanos, String id) {
        refused.refused(id, startedNanos, error);
        write(context, error, id);
    }

    /// To a request that a door already has, and accounts for when the connection closes.
    void interrupt(ChannelHandlerContext context, GatewayError error) {
        write(context, error, ids.of(null));
    }

    private void write(ChannelHandlerContext context, GatewayError error, String id) {
        var status = HttpResponseStatus.valueOf(error.status());
        var body = errors.render("/", error, id);
        var wait = error.retryAfterSeconds();
        var head = "HTTP/1.1 " + status.code() + " " + status.reasonPhrase() + "\r\nx-request-id: " + id
                + (wait == null ? "" : "\r\nretry-after: " + wait)
                + "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " + body.length()
                + "\r\n\r\n";
        var bytes = Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body.getBytes());
        context.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }
}
