package io.polygate.edge;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/// Reads little at a time from a connection whose body goes by: the library counts what waits for a slow backend in
/// messages, a message is what one read brought, and reads that are large for the sake of prompts would be megabytes.
/// Only over HTTP/1.1; streams of HTTP/2 have a window.
final class SmallReads extends AbstractByteBufAllocator {

    private static final int MAX_READ = 16 * 1024;

    private final ByteBufAllocator from;

    private SmallReads(ByteBufAllocator from) {
        super(true);
        this.from = from;
    }

    static void on(HttpServerRequest request) {
        var config = config(request);
        if (config != null && !(config.getAllocator() instanceof SmallReads)) {
            config.setAllocator(new SmallReads(config.getAllocator()));
        }
    }

    static void off(HttpServerRequest request) {
        var config = config(request);
        if (config != null && config.getAllocator() instanceof SmallReads small) {
            config.setAllocator(small.from);
        }
    }

    private static @Nullable ChannelConfig config(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && request.connection() instanceof VertxConnection base
                ? base.channelHandlerContext().channel().config()
                : null;
    }

    /// For heads and what else is written.
    @Override
    public ByteBuf buffer(int size) {
        return from.buffer(size);
    }

    @Override
    protected ByteBuf newHeapBuffer(int size, int max) {
        return from.heapBuffer(size, max);
    }

    /// What is read into; anybody else's grows as it is written.
    @Override
    protected ByteBuf newDirectBuffer(int size, int max) {
        return from.directBuffer(Math.min(size, MAX_READ), max);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return from.isDirectBufferPooled();
    }
}
