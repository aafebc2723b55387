package io.polygate.benchmark;

import io.netty.channel.EventLoopGroup;
import java.util.List;

/// The backend and the load generator: an event loop each, in this process.
record Rig(EventLoopGroup clients, EventLoopGroup servers, MockBackend backend) implements AutoCloseable {
    static Rig start() throws InterruptedException {
        var servers = EventLoops.one();
        return new Rig(EventLoops.one(), servers, new MockBackend(servers));
    }

    List<Long> pids() {
        return List.of(ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        backend.close();
        clients.shutdownGracefully();
        servers.shutdownGracefully();
    }
}
