package io.polygate.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// The last words on a connection whose request could not be read as one.
final class RawAnswer {

    private RawAnswer() {}

    static void writeAndClose(ChannelHandlerContext context, GatewayError error, Buffer body) {
        var status = HttpResponseStatus.valueOf(error.status());
        var head = "HTTP/1.1 " + status.code() + " " + status.reasonPhrase()
                + "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " + body.length()
                + "\r\n\r\n";
        var bytes = Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body.getBytes());
        context.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }
}
