package io.polygate.edge;

import io.netty.channel.Channel;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The transport that Vert.x would take by itself (native where there is one), which also watches every accepted
/// connection from its first byte on: the library shows a cleartext connection only with its first complete request.
public final class EdgeTransport implements Transport {

    private final Transport best;
    private final Map<Integer, RawAnswer> answers = new ConcurrentHashMap<>();
    private final Duration headerTimeout;
    private final int maxConnections;
    private final AtomicInteger open = new AtomicInteger();

    /// @param headerTimeout how long a connection may take from its first byte to its first complete head
    /// @param maxConnections of all ports that are watched
    public EdgeTransport(Duration headerTimeout, int maxConnections) {
        var natively = Transport.nativeTransport();
        this.best = natively != null && natively.available() ? natively : Transport.NIO;
        this.headerTimeout = headerTimeout;
        this.maxConnections = maxConnections;
    }

    /// Connections that are open on the ports that are watched.
    public int open() {
        return open.get();
    }

    @Override
    public String name() {
        return best.name();
    }

    @Override
    public boolean available() {
        return best.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return best.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new AcceptingTransport(best.implementation(), this::accepted);
    }

    /// Watches what is accepted on this port from now on. Other servers of the process, as the event bus between nodes,
    /// speak other protocols and are none of the edge's business.
    void watch(int port, RawAnswer answer) {
        answers.putIfAbsent(port, answer);
    }

    private void accepted(Channel channel) {
        var answer = channel.localAddress() instanceof InetSocketAddress local ? answers.get(local.getPort()) : null;
        if (answer == null) {
            return;
        }
        channel.closeFuture().addListener(v -> open.decrementAndGet());
        if (open.incrementAndGet() > maxConnections) {
            channel.pipeline().addFirst(new NoRoom(answer, maxConnections));
        } else {
            FirstHead.watch(channel, headerTimeout, answer);
        }
    }
}
