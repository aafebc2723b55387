package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/// One caller on `/ws`: asks for a stream again and again, or for nothing. A token tells when it was written, so that
/// its delivery can be timed. Every other caller sends heartbeats of its own; the rest answer the gateway's pings and
/// miss those that do not come.
final class SocketConnection extends ByteToMessageDecoder {
    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                    + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nauthorization: Bearer "
                    + PolygateProxy.KEY + "\r\n\r\n";
    private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "{\"type\":\"stream_end\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "{\"type\":\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = "{\"type\":\"heartbeat\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEAT = "{\"type\":\"heartbeat\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int HEARTBEAT_SECONDS = 5;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2L * PolygateProxy.HEARTBEAT_SECONDS);
    private static final int CLOCK_DIGITS = 20;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final LoadGenerator load;
    private final Case benchmark;
    private final int number;
    private boolean upgraded;
    private boolean beatOpen;
    private long spokeNanos;
    private String end = "a connection ended without a close frame";
    private int calls;

    /// @param number of the caller, from 0
    SocketConnection(LoadGenerator load, Case benchmark, int number) {
        this.load = load;
        this.benchmark = benchmark;
        this.number = number;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(
                FixedBytes.of(UPGRADE.getBytes(StandardCharsets.US_ASCII)).duplicate());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!upgraded) {
            upgrade(context, in);
        } else {
            frame(context, in);
        }
    }

    private void upgrade(ChannelHandlerContext context, ByteBuf in) {
        var head = in.toString(StandardCharsets.US_ASCII);
        int length = head.indexOf("\r\n\r\n") + 4;
        if (length < 4) return;
        if (!head.startsWith("HTTP/1.1 101 ")) {
            load.failed(head.substring(0, head.indexOf('\r')));
            context.close();
            return;
        }
        in.skipBytes(length);
        upgraded = true;
        spokeNanos = System.nanoTime();
        load.opened(context.channel());
        if (!benchmark.idle() && number < Case.streams()) ask(context);
        context.executor()
                .scheduleAtFixedRate(
                        () -> beat(context), number % HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    private void beat(ChannelHandlerContext context) {
        if (!context.channel().isActive()) throw new CancellationException("the connection is gone");
        if (number % 2 == 0) {
            if (beatOpen) load.missedHeartbeat();
            beatOpen = true;
            send(context, TEXT, BEAT);
        } else if (System.nanoTime() - spokeNanos > SILENCE_NANOS) {
            load.missedHeartbeat();
        }
    }

    private void ask(ChannelHandlerContext context) {
        var request = "{\"type\":\"request\",\"id\":\"" + ++calls + "\",\"model\":\"" + benchmark.model()
                + "\",\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]},\"metadata\":{\"stream\":true}}";
        send(context, TEXT, request.getBytes(StandardCharsets.US_ASCII));
    }

    /// Masked with zeros, as a client may.
    private void send(ChannelHandlerContext context, int opcode, byte[] payload) {
        var frame = context.alloc().buffer(payload.length + 8);
        frame.writeByte(0x80 | opcode);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        }
        frame.writeInt(0).writeBytes(payload);
        spokeNanos = System.nanoTime();
        context.writeAndFlush(frame, context.voidPromise());
    }

    private void frame(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < 2) return;
        int at = in.readerIndex();
        int length = in.getByte(at + 1) & 0x7F;
        int head = length == 126 ? 4 : 2;
        if (in.readableBytes() < head) return;
        if (length == 126) length = in.getUnsignedShort(at + 2);
        if (length == 127) throw new IllegalStateException("a frame of over 64 KiB");
        if (in.readableBytes() < head + length) return;
        int opcode = in.getByte(at) & 0x0F;
        var payload = in.skipBytes(head).readSlice(length);
        switch (opcode) {
            case PING -> {
                load.heartbeat();
                send(context, PONG, bytes(payload));
            }
            case CLOSE -> end = "closed with " + (length < 2 ? 1005 : payload.getUnsignedShort(payload.readerIndex()));
            default -> message(context, payload);
        }
    }

    private static byte[] bytes(ByteBuf payload) {
        var bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        return bytes;
    }

    private void message(ChannelHandlerContext context, ByteBuf payload) {
        long now = System.nanoTime();
        if (begins(payload, END)) {
            if (load.wantsMore()) ask(context);
            return;
        }
        if (begins(payload, HEARTBEAT)) {
            beatOpen = false;
            load.heartbeat();
            return;
        }
        if (begins(payload, ERROR)) {
            load.failed(payload.toString(StandardCharsets.UTF_8));
            return;
        }
        int from = find(payload);
        if (from < 0) return;
        long written = 0;
        for (int i = from; i < from + CLOCK_DIGITS; i++) written = written * 10 + (payload.getByte(i) - '0');
        if (written > 0) load.completed(now - written, now - written);
    }

    private static boolean begins(ByteBuf payload, byte[] word) {
        if (payload.readableBytes() < word.length) return false;
        for (int i = 0; i < word.length; i++) {
            if (payload.getByte(payload.readerIndex() + i) != word[i]) return false;
        }
        return true;
    }

    /// Where the clock's reading begins; -1 where the message has none.
    private static int find(ByteBuf payload) {
        int last = payload.writerIndex() - CONTENT.length - CLOCK_DIGITS;
        for (int i = payload.readerIndex(); i <= last; i++) {
            int n = 0;
            while (n < CONTENT.length && payload.getByte(i + n) == CONTENT[n]) n++;
            if (n == CONTENT.length) return i + n;
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        load.lost(context.channel(), end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end = String.valueOf(cause.getMessage());
        context.close();
    }
}
