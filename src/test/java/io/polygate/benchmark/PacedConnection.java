package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that is lent to one call of a [PacedLoad] after the other.
final class PacedConnection extends HttpReader {
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final PacedLoad load;
    private @Nullable ChannelHandlerContext context;
    private @Nullable PacedCall call;

    /// @param first the call that it was opened for
    PacedConnection(PacedLoad load, PacedCall first) {
        this.load = load;
        this.call = first;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        send(Objects.requireNonNull(call));
    }

    void send(PacedCall next) {
        call = next;
        var to = Objects.requireNonNull(context);
        to.writeAndFlush(load.request(next), to.voidPromise());
    }

    @Override
    void onStartLine(ByteBuf in, int from, int to) {
        if (call == null) return;
        int at = from + STATUS_AT;
        call.status((in.getByte(at) - '0') * 100 + (in.getByte(at + 1) - '0') * 10 + in.getByte(at + 2) - '0');
    }

    @Override
    void onBody(ByteBuf in, int from, int length) {
        if (call != null) call.body(in, from, length);
    }

    @Override
    void onEnd(ChannelHandlerContext from) {
        var ended = call;
        call = null;
        if (ended == null) return;
        ended.ended();
        load.free(this, ended);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        super.channelInactive(from);
        var open = call;
        call = null;
        load.gone(this, open, "a connection that was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        from.close();
    }
}
