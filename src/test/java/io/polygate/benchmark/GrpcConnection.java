package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.collection.IntObjectHashMap;
import java.io.IOException;
import java.util.List;

/// Callers on one HTTP/2 connection, as many as the door says: each sends a gRPC call, checks that its answer is whole
/// and its status OK, and sends the next until the load ends.
final class GrpcConnection extends ByteToMessageDecoder {
    private static final String STATUS = "grpc-status";
    private static final String OK = "0";

    private final LoadGenerator load;
    private final GrpcRequest request;
    private final Door door;
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
    private final IntObjectHashMap<Waiting> waiting = new IntObjectHashMap<>();
    private int stream = -1;

    /// A call whose answer has not ended.
    private static final class Waiting {
        private final long sentNanos = System.nanoTime();
        private long firstByteNanos;
        private int answerBytes;
    }

    GrpcConnection(LoadGenerator load, Case benchmark, GrpcRequest request) {
        this.load = load;
        this.request = request;
        this.door = benchmark.door();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        write(context, request.preface(), 0);
        for (int i = 0; i < door.callsAtOnce(); i++) send(context);
        context.flush();
    }

    private void send(ChannelHandlerContext context) {
        if (!load.wantsMore()) {
            if (waiting.isEmpty()) context.close();
            return;
        }
        var frames = stream < 0 ? request.first() : request.next();
        stream += 2;
        waiting.put(stream, new Waiting());
        write(context, frames, stream);
    }

    /// What answers in one read are followed by leaves in one write.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        context.flush();
    }

    /// Writes frames and puts the stream's number into each.
    private static void write(ChannelHandlerContext context, byte[] frames, int stream) {
        var out = context.alloc().buffer(frames.length).writeBytes(frames);
        if (stream > 0) {
            for (int at = 0; at < frames.length; at += GrpcRequest.FRAME_HEAD + out.getUnsignedMedium(at)) {
                out.setInt(at + 5, stream);
            }
        }
        context.write(out, context.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws IOException, Http2Exception {
        if (in.readableBytes() < GrpcRequest.FRAME_HEAD) return;
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        if (in.readableBytes() < GrpcRequest.FRAME_HEAD + length) return;
        int flags = in.getByte(at + 4);
        var payload = in.skipBytes(GrpcRequest.FRAME_HEAD).readSlice(length);
        switch (in.getByte(at + 3)) {
            case GrpcRequest.DATA -> data(call(in.getInt(at + 5)), length, flags);
            case GrpcRequest.HEADERS -> headers(context, in.getInt(at + 5), payload, flags);
            case GrpcRequest.SETTINGS -> acknowledge(context, GrpcRequest.SETTINGS, flags, new byte[0]);
            case GrpcRequest.PING -> {
                var bytes = new byte[length];
                payload.readBytes(bytes);
                acknowledge(context, GrpcRequest.PING, flags, bytes);
            }
            case GrpcRequest.RESET -> throw new IOException("a call was reset");
            case GrpcRequest.GO_AWAY -> throw new IOException("the connection was told to go away");
            case GrpcRequest.CONTINUATION -> throw new IOException("headers in several frames");
            default -> {}
        }
    }

    private Waiting call(int id) throws IOException {
        var call = waiting.get(id);
        if (call == null) throw new IOException("an answer to no call");
        return call;
    }

    private static void acknowledge(ChannelHandlerContext context, int type, int flags, byte[] payload) {
        if ((flags & GrpcRequest.ACK) == 0) {
            write(context, GrpcRequest.frame(type, GrpcRequest.ACK, payload), 0);
        }
    }

    private static void data(Waiting call, int length, int flags) throws IOException {
        if (call.firstByteNanos == 0) call.firstByteNanos = System.nanoTime();
        call.answerBytes += length;
        if ((flags & GrpcRequest.END_STREAM) != 0) throw new IOException("an answer without trailers");
    }

    private void headers(ChannelHandlerContext context, int id, ByteBuf block, int flags)
            throws IOException, Http2Exception {
        if ((flags & GrpcRequest.END_HEADERS) == 0) throw new IOException("headers in several frames");
        if ((flags & GrpcRequest.PADDED) != 0) throw new IOException("padded headers");
        if ((flags & GrpcRequest.PRIORITY) != 0) block.skipBytes(GrpcRequest.PRIORITY_BYTES);
        var fields = headers.decodeHeaders(id, block);
        if ((flags & GrpcRequest.END_STREAM) == 0) return;
        var call = call(id);
        waiting.remove(id);
        var status = String.valueOf(fields.get(STATUS));
        if (status.equals(OK) && call.answerBytes >= door.minAnswerBytes()) {
            load.completed(System.nanoTime() - call.sentNanos, call.firstByteNanos - call.sentNanos);
            send(context);
        } else {
            load.failed(status.equals(OK) ? "an answer that is not complete" : "grpc-status " + status);
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!waiting.isEmpty()) load.failed("a connection that was closed before the answer was complete");
        load.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        waiting.clear();
        load.failed(String.valueOf(cause.getMessage()));
        context.close();
    }
}
