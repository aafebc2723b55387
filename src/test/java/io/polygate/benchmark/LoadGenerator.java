package io.polygate.benchmark;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Keeps so many callers busy against one port of 127.0.0.1, each with one call at a time, and counts what comes
/// back.
///
/// All of a load runs on one event loop, so the counters need no lock; callers that lose their connection open a new
/// one.
final class LoadGenerator {
    private static final int RECONNECT_MILLIS = 10;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int STOP_SECONDS = 15;
    private static final String MISSED_HEARTBEAT = "a missed heartbeat";

    /// What was seen between [#begin] and [#end].
    ///
    /// @param heartbeats pings and answers to heartbeats that came to WebSockets
    record Seen(
            int calls, long errors, int heartbeats, double p50, double p99, double firstByteP50, double firstByteP99) {
        Seen withErrors(long all) {
            return new Seen(calls, all, heartbeats, p50, p99, firstByteP50, firstByteP99);
        }
    }

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final int port;
    private final CountDownLatch open;
    private final Samples total = new Samples();
    private final Samples firstByte = new Samples();
    private final ConcurrentHashMap<String, Long> errors = new ConcurrentHashMap<>();
    private final Set<Channel> sockets = new HashSet<>();
    private final boolean idle;
    private int callers;
    private int heartbeats;
    private volatile boolean stopping;

    /// Starts the callers: a paced case's evenly over the time of one stream, all others at once.
    static LoadGenerator start(EventLoopGroup group, int port, Case benchmark) {
        var load = new LoadGenerator(group, port, benchmark);
        long spread = TimeUnit.MILLISECONDS.toMicros(benchmark.streamMillis());
        for (int i = 0; i < benchmark.connections(); i++) {
            load.loop.schedule(load::connect, spread * i / benchmark.connections(), TimeUnit.MICROSECONDS);
        }
        return load;
    }

    private LoadGenerator(EventLoopGroup group, int port, Case benchmark) {
        loop = group.next();
        this.port = port;
        idle = benchmark.idle();
        open = new CountDownLatch(benchmark.connections());
        var caller = callers(benchmark, port);
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(EventLoops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(caller.get());
                    }
                });
    }

    /// What makes the callers of a case; used on the loop.
    private Supplier<ChannelHandler> callers(Case benchmark, int callPort) {
        return switch (benchmark.door()) {
            case WEBSOCKET -> () -> new SocketConnection(this, benchmark, callers++);
            case GRPC, GRPC_CHANNEL -> {
                var request = GrpcRequest.of(benchmark, callPort);
                yield () -> new GrpcConnection(this, benchmark, request);
            }
            case REST, TRANSCODING, GRAPHQL -> {
                var request = FixedBytes.of(Prompt.request(benchmark, callPort));
                yield () -> new LoadConnection(this, benchmark, request);
            }
        };
    }

    /// Forgets what was seen so far, but not the errors.
    void begin() throws InterruptedException {
        onLoop(() -> {
            total.clear();
            firstByte.clear();
            heartbeats = 0;
            return 0;
        });
    }

    Seen end() throws InterruptedException {
        return onLoop(() -> new Seen(
                idle ? sockets.size() : total.count(),
                errorCount(),
                heartbeats,
                total.percentileMillis(0.50),
                total.percentileMillis(0.99),
                firstByte.percentileMillis(0.50),
                firstByte.percentileMillis(0.99)));
    }

    /// Lets the calls that are on their way finish, and tells how many errors there were in all.
    long stop() throws InterruptedException {
        stopping = true;
        onLoop(() -> {
            List.copyOf(sockets).forEach(Channel::close);
            return 0;
        });
        if (!open.await(STOP_SECONDS, TimeUnit.SECONDS)) {
            failed("a caller that waited over %d s for the end of its call".formatted(STOP_SECONDS));
        }
        return errorCount();
    }

    /// The errors so far, each with how often it happened.
    String errors() {
        return errors.toString();
    }

    boolean wantsMore() {
        return !stopping;
    }

    void completed(long totalNanos, long firstByteNanos) {
        total.add(totalNanos);
        firstByte.add(firstByteNanos);
    }

    void failed(String why) {
        errors.merge(why, 1L, Long::sum);
    }

    /// The gateway said that it is there.
    void heartbeat() {
        heartbeats++;
    }

    /// It was to say so and did not in time.
    void missedHeartbeat() {
        if (!stopping) failed(MISSED_HEARTBEAT);
    }

    /// A WebSocket is open.
    void opened(Channel socket) {
        if (stopping) {
            socket.close();
        } else {
            sockets.add(socket);
        }
    }

    /// A WebSocket is gone, which is an error unless the load has ended.
    void lost(Channel socket, String why) {
        if (sockets.remove(socket) && !stopping) failed(why);
        closed();
    }

    /// A caller's connection is gone: it opens another, or has ended with the load.
    void closed() {
        if (stopping) {
            open.countDown();
        } else {
            loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void connect() {
        if (stopping) {
            open.countDown();
            return;
        }
        bootstrap.connect("127.0.0.1", port).addListener(result -> {
            if (result.isSuccess()) return;
            failed("no connection");
            closed();
        });
    }

    private long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException {
        try {
            return loop.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
