package io.polygate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls from a browser's page: which origins may read an answer, and what a preflight is told.
final class CorsTest {

    private static final String APP = "https://app.example.com";

    private final FakeProvider provider = new FakeProvider();
    private final TestGateway gateway = TestGateway.start(
            new GatewayText().server("cors: {origins: [\"" + APP + "\"]}").fake(provider));

    @AfterEach
    void close() {
        gateway.close();
        provider.close();
    }

    private RawSocket.Reply preflight(String origin) {
        try (var socket = gateway.raw()) {
            return socket.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: a\r\nOrigin: " + origin
                            + "\r\nAccess-Control-Request-Method: POST"
                            + "\r\nAccess-Control-Request-Headers: authorization,content-type\r\n\r\n")
                    .reply();
        }
    }

    @Test
    void aPreflightOfAnAllowedOriginIsToldWhatItMaySend() {
        var reply = preflight(APP);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("access-control-allow-origin")).isEqualTo(APP);
        assertThat(reply.header("access-control-allow-methods")).contains("POST");
        assertThat(reply.header("access-control-allow-headers")).isEqualTo("authorization,content-type");
        assertThat(reply.header("vary")).isEqualToIgnoringCase("origin");
    }

    @Test
    void aPreflightOfAnotherOriginIsToldNothing() {
        assertThat(preflight("https://elsewhere.example").head()).doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void anAnswerSaysWhoMayReadItAndWhichOfItsHeaders() {
        provider.answers(Script.json(Script.CHAT));
        try (var socket = gateway.raw()) {
            var reply =
                    socket.send(RawSocket.post(Caller.HELLO, "Origin: " + APP)).reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("access-control-allow-origin")).isEqualTo(APP);
            assertThat(reply.header("access-control-expose-headers")).contains("x-request-id", "retry-after");
        }
    }
}
