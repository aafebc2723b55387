package io.polygate.benchmark;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes so many calls a second against one port of 127.0.0.1, every second one streamed, whether or not earlier ones
/// have been answered. All of it runs on one event loop; a call's time begins when it is due, so that a load that is
/// held up hides nothing.
final class PacedLoad {
    private static final int TICK_MICROS = 1_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int LONGEST_SECONDS = 30;
    private static final int PROMPT_BYTES = 1024;
    private static final int MOST_OPEN = 4_096;

    private final EventLoop loop;
    private final int port;
    private final int perSecond;
    private final ByteBuf plain;
    private final ByteBuf streamed;
    private final CountDownLatch done = new CountDownLatch(1);
    private final ArrayDeque<PacedConnection> idle = new ArrayDeque<>();
    private final Set<PacedCall> open = new HashSet<>();
    private final Set<Channel> channels = new HashSet<>();
    private Tally tally = new Tally();
    private long began;
    private long made;
    private boolean stopping;
    private @Nullable Future<?> timer;

    static PacedLoad start(EventLoopGroup group, int port, int perSecond) throws InterruptedException {
        var load = new PacedLoad(group.next(), port, perSecond);
        load.onLoop(() -> {
            load.began = System.nanoTime();
            load.timer = load.loop.scheduleAtFixedRate(load::tick, TICK_MICROS, TICK_MICROS, TimeUnit.MICROSECONDS);
        });
        return load;
    }

    private PacedLoad(EventLoop loop, int port, int perSecond) {
        this.loop = loop;
        this.port = port;
        this.perSecond = perSecond;
        this.plain = FixedBytes.of(Prompt.request(kind(0), port));
        this.streamed = FixedBytes.of(Prompt.request(kind(1), port));
    }

    private static Case kind(int chunks) {
        return new Case("faults", "faults", Door.REST, FaultGateway.MODEL, PROMPT_BYTES, 0, chunks, 0);
    }

    /// Calls that are due from now on count there.
    void count(Tally next) throws InterruptedException {
        onLoop(() -> tally = next);
    }

    /// Begins no more calls and waits for those under way; what has no answer by then has failed.
    void stop() throws InterruptedException {
        onLoop(() -> {
            stopping = true;
            if (timer != null) timer.cancel(false);
            finish();
        });
        boolean inTime = done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        onLoop(() -> {
            if (!inTime) List.copyOf(open).forEach(call -> call.broken("no answer within " + LONGEST_SECONDS + " s"));
            List.copyOf(channels).forEach(Channel::close);
        });
    }

    ByteBuf request(PacedCall call) {
        return (call.streamed() ? streamed : plain).duplicate();
    }

    private void tick() {
        long due = (System.nanoTime() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
        while (made < due) {
            made++;
            begin(new PacedCall(tally, made % 2 == 0, began + made * TimeUnit.SECONDS.toNanos(1) / perSecond));
        }
    }

    private void begin(PacedCall call) {
        if (open.size() >= MOST_OPEN) {
            call.broken("over " + MOST_OPEN + " calls open");
            return;
        }
        open.add(call);
        var free = idle.pollLast();
        if (free != null) {
            free.send(call);
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(EventLoops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.closeFuture().addListener(closed -> channels.remove(channel));
                        channel.pipeline().addLast(new PacedConnection(PacedLoad.this, call));
                    }
                })
                .connect("127.0.0.1", port)
                .addListener(result -> {
                    if (!result.isSuccess()) over(call, "no connection");
                });
    }

    /// A connection's call has its answer: the connection may have another.
    void free(PacedConnection connection, PacedCall call) {
        idle.addLast(connection);
        over(call, "");
    }

    /// A connection is closed.
    void gone(PacedConnection connection, @Nullable PacedCall call, String why) {
        idle.remove(connection);
        if (call != null) over(call, why);
    }

    private void over(PacedCall call, String why) {
        if (!why.isEmpty()) call.broken(why);
        open.remove(call);
        finish();
    }

    private void finish() {
        if (stopping && open.isEmpty()) done.countDown();
    }

    private void onLoop(Runnable task) throws InterruptedException {
        try {
            loop.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
