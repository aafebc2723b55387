package io.polygate.benchmark;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An OpenAI-compatible backend on loopback that answers at once, or at a pace, with the bytes of [Answer] for the
/// model it is asked for.
final class MockBackend implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final Map<String, Answer> answers = new HashMap<>();
    private final Channel listener;

    MockBackend(EventLoopGroup group) throws InterruptedException {
        listener = new ServerBootstrap()
                .group(group)
                .channel(EventLoops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    private final class Connection extends HttpReader {
        private static final int TAIL_BYTES = 512;
        private static final int HEAD_BYTES = 64;

        private final Tail body = new Tail(TAIL_BYTES);
        private final byte[] head = new byte[HEAD_BYTES];
        private int headLength;
        private boolean listsModels;

        @Override
        void onStartLine(ByteBuf in, int from, int to) {
            listsModels = in.getByte(from) == 'G';
            body.clear();
            headLength = 0;
        }

        @Override
        void onBody(ByteBuf in, int from, int length) {
            body.add(in, from, length);
            int count = Math.min(HEAD_BYTES - headLength, length);
            if (count > 0) {
                in.getBytes(from, head, headLength, count);
                headLength += count;
            }
        }

        @Override
        void onEnd(ChannelHandlerContext context) {
            var answer = listsModels ? Answer.models() : answers.computeIfAbsent(model(), Answer::of);
            if (answer.intervalMillis() == 0) {
                answer.pieces().forEach(piece -> write(context, piece));
            } else {
                write(context, answer.pieces().getFirst());
                pace(context, answer, 1, System.nanoTime());
            }
        }

        /// Clients write it last; the gateway, where it translates, first.
        private String model() {
            var last = model(body.toString());
            return last.isEmpty() ? model(new String(head, 0, headLength, StandardCharsets.ISO_8859_1)) : last;
        }

        private static String model(String text) {
            int key = text.lastIndexOf("\"model\"");
            int start = text.indexOf('"', text.indexOf(':', key)) + 1;
            int end = text.indexOf('"', start);
            return key < 0 || start == 0 || end < 0 ? "" : text.substring(start, end);
        }

        private void pace(ChannelHandlerContext context, Answer answer, int next, long startedNanos) {
            if (!context.channel().isActive()) return;
            write(context, Answer.timed(answer.pieces().get(next)));
            if (next + 1 == answer.pieces().size()) return;
            long due = startedNanos + TimeUnit.MILLISECONDS.toNanos(answer.intervalMillis()) * next;
            context.executor()
                    .schedule(
                            () -> pace(context, answer, next + 1, startedNanos),
                            due - System.nanoTime(),
                            TimeUnit.NANOSECONDS);
        }

        private static void write(ChannelHandlerContext context, ByteBuf piece) {
            context.writeAndFlush(piece.duplicate(), context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
