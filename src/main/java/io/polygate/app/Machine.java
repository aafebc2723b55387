package io.polygate.app;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.polygate.config.GatewayConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import java.util.stream.Stream;

/// The event loops and the transport that the process runs on.
final class Machine {

    private Machine() {}

    static int eventLoops(GatewayConfig config) {
        int wanted = config.runtime().eventLoops();
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    /// Where connections take their buffers from.
    static PooledByteBufAllocator[] buffers() {
        return Stream.of(VertxByteBufAllocator.POOLED_ALLOCATOR, ByteBufAllocator.DEFAULT)
                .filter(PooledByteBufAllocator.class::isInstance)
                .map(PooledByteBufAllocator.class::cast)
                .distinct()
                .toArray(PooledByteBufAllocator[]::new);
    }

    static VertxOptions options(GatewayConfig config) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops(config))
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
