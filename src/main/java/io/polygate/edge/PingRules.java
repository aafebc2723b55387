package io.polygate.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/// Ends an HTTP/2 connection whose client pings faster than `server.min-ping-interval` allows, as gRPC's servers do
/// (gRFC A8): the third ping in a row that comes too early, nothing having been sent to the client in between, is
/// answered with a GOAWAY that says `too_many_pings`.
final class PingRules extends ChannelOutboundHandlerAdapter {

    private static final int MAX_STRIKES = 2;
    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final Buffer TOO_MANY = Buffer.buffer("too_many_pings");
    private static final int FRAME_HEAD = 9;
    private static final int TYPE_AT = 3;
    private static final int DATA = 0;
    private static final int HEADERS = 1;

    private final HttpConnection connection;
    private final long minNanos;
    private long lastNanos;
    private boolean pinged;
    private int strikes;

    private PingRules(HttpConnection connection, Duration min) {
        this.connection = connection;
        this.minNanos = min.toNanos();
    }

    /// @param connection one that speaks HTTP/2
    static void attach(HttpConnection connection, Duration min) {
        if (connection instanceof ConnectionBase base && !min.isZero()) {
            var rules = new PingRules(connection, min);
            var pipeline = base.channelHandlerContext().pipeline();
            pipeline.addBefore(base.channelHandlerContext().name(), null, rules);
            connection.pingHandler(ping -> rules.pinged());
        }
    }

    private void pinged() {
        long now = System.nanoTime();
        boolean early = pinged && now - lastNanos < minNanos;
        pinged = true;
        lastNanos = now;
        if (early && ++strikes > MAX_STRIKES) {
            connection.goAway(ENHANCE_YOUR_CALM, 0, TOO_MANY.copy());
            connection.close();
        }
    }

    /// What was sent to the client gives it a reason to measure the way there.
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.readableBytes() >= FRAME_HEAD) {
            int type = bytes.getByte(bytes.readerIndex() + TYPE_AT);
            if (type == DATA || type == HEADERS) {
                strikes = 0;
                pinged = false;
            }
        }
        context.write(message, promise);
    }
}
