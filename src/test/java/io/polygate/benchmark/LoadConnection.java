package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// One caller on one connection: sends the request, checks that the answer is whole, and sends it again until the
/// load ends.
final class LoadConnection extends HttpReader {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "}".getBytes(StandardCharsets.US_ASCII);
    private static final int OK = 200;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final LoadGenerator load;
    private final Case benchmark;
    private final ByteBuf request;
    private final Tail tail = new Tail(DONE.length);
    private long sentNanos;
    private long firstByteNanos;
    private int bodyBytes;
    private int events;
    private byte lastByte;
    private int status;
    private boolean waiting;

    LoadConnection(LoadGenerator load, Case benchmark, ByteBuf request) {
        this.load = load;
        this.benchmark = benchmark;
        this.request = request;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context);
    }

    private void send(ChannelHandlerContext context) {
        if (!load.wantsMore()) {
            context.close();
            return;
        }
        waiting = true;
        firstByteNanos = 0;
        bodyBytes = 0;
        events = 0;
        tail.clear();
        sentNanos = System.nanoTime();
        context.writeAndFlush(request.duplicate(), context.voidPromise());
    }

    @Override
    void onStartLine(ByteBuf in, int from, int to) {
        int at = from + STATUS_AT;
        status = (in.getByte(at) - '0') * 100 + (in.getByte(at + 1) - '0') * 10 + in.getByte(at + 2) - '0';
    }

    @Override
    void onBody(ByteBuf in, int from, int length) {
        if (firstByteNanos == 0) firstByteNanos = System.nanoTime();
        bodyBytes += length;
        tail.add(in, from, length);
        if (benchmark.streamed()) countEvents(in, from, from + length);
    }

    private void countEvents(ByteBuf in, int from, int to) {
        for (int at = in.indexOf(from, to, (byte) '\n'); at >= 0; at = in.indexOf(at + 1, to, (byte) '\n')) {
            if ((at == from ? lastByte : in.getByte(at - 1)) == '\n') events++;
        }
        lastByte = in.getByte(to - 1);
    }

    @Override
    void onEnd(ChannelHandlerContext context) {
        waiting = false;
        if (complete()) {
            load.completed(System.nanoTime() - sentNanos, firstByteNanos - sentNanos);
            send(context);
        } else {
            load.failed(status == OK ? "an answer that is not complete" : "status " + status);
            context.close();
        }
    }

    private boolean complete() {
        if (status != OK) return false;
        if (benchmark.streamed()) return events == benchmark.chunks() + 1 && tail.endsWith(DONE);
        return bodyBytes >= benchmark.door().minAnswerBytes() && tail.endsWith(CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        super.channelInactive(context);
        if (waiting) load.failed("a connection that was closed before the answer was complete");
        load.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        waiting = false;
        load.failed(cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString());
        context.close();
    }
}
