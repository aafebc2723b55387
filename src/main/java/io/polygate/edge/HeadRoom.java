package io.polygate.edge;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Gives an HTTP/1.1 message's head so much room that a small body fits in behind it: the library's encoder then copies
/// it there, and the message leaves as one piece instead of two.
final class HeadRoom extends AbstractByteBufAllocator {

    private static final int ROOM = 4 * 1024;
    /// Less than any head; what is asked for below it is the frame of a chunk, of which many may wait.
    private static final int HEAD = 128;

    private final ByteBufAllocator from;

    private HeadRoom(ByteBufAllocator from) {
        super(true);
        this.from = from;
    }

    /// The same allocator, with room for heads.
    static ByteBufAllocator in(@Nullable Object allocator) {
        return new HeadRoom(allocator instanceof ByteBufAllocator other ? other : ByteBufAllocator.DEFAULT);
    }

    /// Takes it back, where a connection no longer speaks HTTP.
    static void off(Channel channel) {
        var config = channel.config();
        if (config.getAllocator() instanceof HeadRoom room) {
            config.setAllocator(room.from);
        }
    }

    @Override
    public ByteBuf buffer(int size) {
        return from.directBuffer(size < HEAD ? size : Math.max(size, ROOM));
    }

    @Override
    protected ByteBuf newHeapBuffer(int size, int max) {
        return from.heapBuffer(size, max);
    }

    @Override
    protected ByteBuf newDirectBuffer(int size, int max) {
        return from.directBuffer(size, max);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return from.isDirectBufferPooled();
    }
}
