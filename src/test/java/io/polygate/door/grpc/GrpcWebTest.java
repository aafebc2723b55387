package io.polygate.door.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.proto.v1.ChatResponse;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// gRPC-Web over HTTP/1.1, byte by byte.
final class GrpcWebTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().fake(PROVIDER).server("cors: {origins: [\"https://app.example\"]}"));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private record Frame(int flag, byte[] content) {
        String text() {
            return new String(content, ISO_8859_1);
        }
    }

    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static List<Frame> frames(byte[] body) {
        var frames = new ArrayList<Frame>();
        for (var bytes = ByteBuffer.wrap(body); bytes.hasRemaining(); ) {
            int flag = bytes.get() & 0xff;
            var content = new byte[bytes.getInt()];
            bytes.get(content);
            frames.add(new Frame(flag, content));
        }
        return frames;
    }

    private static RawSocket.Reply call(String method, String type, byte[] body, String... headers) {
        try (var socket = new RawSocket(GATEWAY.port())) {
            var head = "POST /" + method + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer sk-test\r\n"
                    + "Content-Type: " + type + "\r\n" + String.join("", headers) + "Content-Length: " + body.length
                    + "\r\n\r\n";
            return socket.sendBytes((head).getBytes(ISO_8859_1)).sendBytes(body).reply();
        }
    }

    private static byte[] body(RawSocket.Reply reply) {
        return reply.body().getBytes(ISO_8859_1);
    }

    @Test
    void answersWithTheStatusInTheLastFrame() throws Exception {
        PROVIDER.answers(Script.json(Script.CHAT));
        var reply = call(Chats.COMPLETE, "application/grpc-web+proto", framed(Chats.HELLO));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).isEqualTo("application/grpc-web+proto");
        var frames = frames(body(reply));
        assertThat(ChatResponse.parseFrom(frames.get(0).content())
                        .getMessage()
                        .getContent(0)
                        .getText())
                .isEqualTo("Hi");
        assertThat(frames.get(1).flag()).isEqualTo(0x80);
        assertThat(frames.get(1).text()).isEqualTo("grpc-status: 0\r\n");
    }

    @Test
    void streamsAsText() {
        PROVIDER.answers(Script.stream(Script.STREAM));
        var sent = Base64.getEncoder().encode(framed(Chats.HELLO));
        var reply = call(Chats.STREAM, "application/grpc-web-text", sent);
        assertThat(reply.header("content-type")).startsWith("application/grpc-web-text");
        var pieces = new java.io.ByteArrayOutputStream();
        for (var text = reply.body(); !text.isEmpty(); ) {
            int padded = text.indexOf('=');
            int to = padded < 0 ? text.length() : (padded / 4 + 1) * 4;
            pieces.writeBytes(Base64.getDecoder().decode(text.substring(0, to)));
            text = text.substring(to);
        }
        var frames = frames(pieces.toByteArray());
        assertThat(frames).hasSizeGreaterThan(3);
        assertThat(frames.getLast().flag()).isEqualTo(0x80);
        assertThat(frames.getLast().text()).startsWith("grpc-status: 0");
    }

    @Test
    void tellsErrorsInTheLastFrame() {
        var reply = call("polygate.v1.ChatService/Complete", "application/grpc-web", framed(new byte[0]));
        assertThat(reply.status()).isEqualTo(200);
        var frames = frames(body(reply));
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().text()).contains("grpc-status: 3\r\n", "grpc-message: model is missing");
    }

    @Test
    void browsersMayReadTheStatus() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var reply =
                call(Chats.COMPLETE, "application/grpc-web", framed(Chats.HELLO), "Origin: https://app.example\r\n");
        assertThat(reply.header("access-control-expose-headers")).contains("grpc-status", "grpc-message");
    }

    @Test
    void plainGrpcNeedsHttp2() {
        var reply = call(Chats.COMPLETE, "application/grpc", framed(Chats.HELLO));
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.body()).contains("expected: application/grpc-web");
    }

    @Test
    void aBodyThatIsNoBase64IsRefused() {
        var reply = call(Chats.COMPLETE, "application/grpc-web-text", "!!!!".getBytes(ISO_8859_1));
        var frames = frames(Base64.getDecoder().decode(reply.body()));
        assertThat(frames.getFirst().text()).contains("grpc-status: 3", "base64");
    }
}
