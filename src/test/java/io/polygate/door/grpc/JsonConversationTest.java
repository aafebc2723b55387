package io.polygate.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `Converse` as lines over HTTP.
final class JsonConversationTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().fake(PROVIDER).server("max-body: 64KiB"));
    private static final String END = "0\r\n\r\n";

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static RawSocket open(String path, String... headers) {
        return GATEWAY.raw()
                .send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n");
    }

    private static RawSocket open() {
        return open("/v1/chat:converse", "x-api-key: sk-test");
    }

    private static String line(String text) {
        return "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"ROLE_USER\",\"content\":[{\"text\":\"" + text
                + "\"}]}]}\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat:converse", "/grpc/polygate.v1.ChatService/Converse"})
    void answersARequestBeforeTheNextOneIsSent(String path) {
        PROVIDER.answers(Script.stream(Script.STREAM));
        try (var socket = open(path, "x-api-key: sk-test")) {
            for (var text : new String[] {"one", "two"}) {
                socket.send(chunk(line(text).substring(0, 9)))
                        .send(chunk(line(text).substring(9)));
                assertThat(socket.readTo("\"finished\":")).contains("{\"textDelta\":\"Hello\"}\n");
                assertThat(PROVIDER.take().body()).contains(text);
            }
            socket.send(chunk("\r\n" + line("three").strip())).send(END);
            assertThat(socket.readTo(END)).contains("\"finished\":").doesNotContain("error");
            PROVIDER.take();
        }
    }

    @Test
    void answersWhatWasSentAheadInTurn() {
        PROVIDER.answers(Script.stream(Script.STREAM));
        var whole = RawSocket.postAt("/v1/chat:converse", line("one") + line("two"), "accept: text/event-stream");
        try (var socket = GATEWAY.raw().send(whole)) {
            var body = socket.reply().body();
            assertThat(body.split("data: \\{\"finished\"", -1)).hasSize(3);
            assertThat(PROVIDER.take().body()).contains("one");
            assertThat(PROVIDER.take().body()).contains("two");
        }
    }

    @Test
    void aRequestThatIsWrongEndsIt() {
        PROVIDER.answers(Script.stream(Script.STREAM));
        try (var socket = open()) {
            socket.send(chunk(line("one"))).readTo("\"finished\":");
            socket.send(chunk("{\"model\":\"gpt-test\",\"mesages\":[]}\n"));
            assertThat(socket.readTo(END))
                    .contains("\"code\":400", "request 2: mesages: unknown field", "\"field\":\"request 2: mesages\"");
            PROVIDER.take();
        }
        try (var socket = open()) {
            socket.trySend(chunk("{\"model\":\"" + "x".repeat(70_000)));
            assertThat(socket.reply().body()).contains("65536 bytes (server.max-body)");
        }
        try (var socket = open()) {
            assertThat(socket.send(END).reply().status()).isEqualTo(400);
        }
    }

    @Test
    void whoIsNotKnownIsRefusedAsAnywhere() {
        try (var socket = open("/v1/chat:converse", "x-api-key: sk-wrong")) {
            var reply = socket.send(chunk(line("one"))).reply();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).contains("UNAUTHENTICATED");
        }
    }

    @Test
    void aCallerWhoLeavesAndADeadlineEndTheBackendsWork() {
        PROVIDER.answers(Script.stall(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            socket.send(chunk(line("one"))).readTo("Hello");
        }
        Wait.on(PROVIDER.take().gone());
        try (var socket = open("/v1/chat:converse", "x-api-key: sk-test", "grpc-timeout: 300m")) {
            assertThat(socket.send(chunk(line("one"))).readTo(END)).contains("DEADLINE_EXCEEDED");
        }
        Wait.on(PROVIDER.take().gone());
    }
}
