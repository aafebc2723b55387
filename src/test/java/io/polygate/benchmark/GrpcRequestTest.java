package io.polygate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.polygate.proto.v1.ChatRequest;
import org.junit.jupiter.api.Test;

final class GrpcRequestTest {
    private final Case chat = Case.ALL.stream()
            .filter(benchmark -> benchmark.door() == Door.GRPC)
            .findFirst()
            .orElseThrow();
    private final GrpcRequest request = GrpcRequest.of(chat, 9000);

    @Test
    void saysTheSameHeadersByTheTableAsInFull() throws Exception {
        var decoder = new DefaultHttp2HeadersDecoder(true);
        var first = decoder.decodeHeaders(1, payload(request.first()));
        assertThat(first.method()).hasToString("POST");
        assertThat(first.path()).hasToString(Door.GRPC.path());
        assertThat(first.authority()).hasToString("127.0.0.1:9000");
        assertThat(first.get("authorization")).hasToString("Bearer " + PolygateProxy.KEY);
        assertThat(first.get("content-type")).hasToString("application/grpc");
        assertThat(texts(decoder.decodeHeaders(3, payload(request.next())))).isEqualTo(texts(first));
    }

    @Test
    void asksWhatTheOtherDoorsAsk() throws Exception {
        var frames = request.next();
        int data = GrpcRequest.FRAME_HEAD + payload(frames).readableBytes();
        var message = Unpooled.wrappedBuffer(frames, data, frames.length - data);
        var payload = payload(message);
        assertThat(payload.readByte()).isZero();
        assertThat(payload.readInt()).isEqualTo(payload.readableBytes());
        var bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        var asked = ChatRequest.parseFrom(bytes);
        assertThat(asked.getModel()).isEqualTo(chat.model());
        assertThat(asked.getMessagesList())
                .extracting(turn -> turn.getRole().name().replace("ROLE_", "").toLowerCase(java.util.Locale.ROOT))
                .containsExactlyElementsOf(
                        Prompt.turns(chat).stream().map(Prompt.Turn::role).toList());
    }

    private static String texts(Http2Headers headers) {
        var texts = new StringBuilder();
        headers.forEach(header -> texts.append(header).append('\n'));
        return texts.toString();
    }

    private static ByteBuf payload(byte[] frames) {
        return payload(Unpooled.wrappedBuffer(frames));
    }

    /// Of the first frame.
    private static ByteBuf payload(ByteBuf frames) {
        int length = frames.getUnsignedMedium(frames.readerIndex());
        return frames.slice(frames.readerIndex() + GrpcRequest.FRAME_HEAD, length);
    }
}
