package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of one connection into HTTP/1.1 messages (RFC 9112: content-length and chunked) without making
/// objects for them.
///
/// For the rig's two trusted ends alone: it understands what a proxy between them may send, and fails on anything
/// else. A message without either length has no body, as requests do.
abstract class HttpReader extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER
    }

    private State state = State.HEAD;
    private long remaining;
    private @Nullable ByteBuf unread;

    /// Called with the first line of a message, at `in[from, to)`.
    abstract void onStartLine(ByteBuf in, int from, int to) throws IOException;

    /// Called with each piece of a message's body, at `in[from, from + length)`.
    abstract void onBody(ByteBuf in, int from, int length);

    /// Called when a message is whole.
    abstract void onEnd(ChannelHandlerContext context);

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        var in = (ByteBuf) message;
        if (unread != null) {
            unread.writeBytes(in);
            in.release();
            in = unread;
            unread = null;
        }
        try {
            while (in.isReadable() && step(context, in)) {}
            if (in.isReadable()) {
                unread = context.alloc().buffer(in.readableBytes() + 512).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    private boolean step(ChannelHandlerContext context, ByteBuf in) throws IOException {
        return switch (state) {
            case HEAD -> readHead(context, in);
            case BODY, CHUNK_DATA -> readBody(context, in);
            case CHUNK_SIZE -> readChunkSize(in);
            case CHUNK_END -> readChunkEnd(in);
            case TRAILER -> readTrailer(context, in);
        };
    }

    private boolean readHead(ChannelHandlerContext context, ByteBuf in) throws IOException {
        int start = in.readerIndex();
        int line = start;
        long length = 0;
        boolean chunked = false;
        while (true) {
            int end = in.indexOf(line, in.writerIndex(), (byte) '\n');
            if (end < 0) {
                if (in.readableBytes() > MAX_HEAD_BYTES)
                    throw new IOException("head over " + MAX_HEAD_BYTES + " bytes");
                return false;
            }
            if (end - line <= 1) {
                in.readerIndex(end + 1);
                break;
            }
            if (startsWith(in, line, "content-length:")) {
                length = decimal(in, line + "content-length:".length(), end);
            } else if (startsWith(in, line, "transfer-encoding:")) {
                chunked = true;
            }
            line = end + 1;
        }
        onStartLine(in, start, in.indexOf(start, in.readerIndex(), (byte) '\n'));
        if (chunked) {
            state = State.CHUNK_SIZE;
        } else if (length > 0) {
            remaining = length;
            state = State.BODY;
        } else {
            onEnd(context);
        }
        return true;
    }

    private boolean readBody(ChannelHandlerContext context, ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        onBody(in, in.readerIndex(), length);
        in.skipBytes(length);
        remaining -= length;
        if (remaining == 0) {
            boolean last = state == State.BODY;
            state = last ? State.HEAD : State.CHUNK_END;
            if (last) onEnd(context);
        }
        return true;
    }

    private boolean readChunkSize(ByteBuf in) throws IOException {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        if (end < 0) return false;
        remaining = 0;
        for (int i = in.readerIndex(); i < end; i++) {
            int digit = Character.digit(in.getByte(i), 16);
            if (digit < 0) break;
            remaining = remaining * 16 + digit;
        }
        if (end == in.readerIndex() || Character.digit(in.getByte(in.readerIndex()), 16) < 0) {
            throw new IOException("a chunk without a size");
        }
        in.readerIndex(end + 1);
        state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
        return true;
    }

    private boolean readChunkEnd(ByteBuf in) {
        if (in.readableBytes() < 2) return false;
        in.skipBytes(2);
        state = State.CHUNK_SIZE;
        return true;
    }

    private boolean readTrailer(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
        if (end < 0) return false;
        in.readerIndex(end + 1);
        if (end - start <= 1) {
            state = State.HEAD;
            onEnd(context);
        }
        return true;
    }

    private static boolean startsWith(ByteBuf in, int from, String lowerCaseName) {
        if (in.writerIndex() - from < lowerCaseName.length()) return false;
        for (int i = 0; i < lowerCaseName.length(); i++) {
            if ((in.getByte(from + i) | 0x20) != (lowerCaseName.charAt(i) | 0x20)) return false;
        }
        return true;
    }

    private static long decimal(ByteBuf in, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (b >= '0' && b <= '9') value = value * 10 + (b - '0');
        }
        return value;
    }
}
