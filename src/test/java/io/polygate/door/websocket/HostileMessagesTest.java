package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.door.Connections;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Messages that are allowed one by one and meant to hurt.
final class HostileMessagesTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText().fake(PROVIDER));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static FrameSocket open() {
        return FrameSocket.open(GATEWAY.port());
    }

    private static Json error(Json message) {
        assertThat(message.string("type")).isEqualTo("error");
        return message.object("error");
    }

    @Test
    void aBatchIsAnsweredByOneErrorWhereItIsTooLargeOrEmpty() {
        try (var socket = open()) {
            for (int count : new int[] {0, 257, 500_000}) {
                var items = "0,".repeat(count);
                var answer = socket.say("{\"type\":\"batch\",\"id\":\"b\",\"requests\":["
                                + items.substring(0, Math.max(0, items.length() - 1)) + "]}")
                        .hear();
                assertThat(answer.string("id")).isEqualTo("b");
                assertThat(error(answer).string("message"))
                        .isEqualTo("requests: " + count + " of them (expected: 1 to 256)");
            }
            assertThat(socket.say("{\"type\":\"heartbeat\"}").hear().string("type"))
                    .isEqualTo("heartbeat");
        }
    }

    @Test
    void anIdIsTheSameHoweverItIsEscaped() {
        PROVIDER.answers(Script.stall(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            socket.say(WebSocketDoorContract.streamed("é\\/")).hear();
            var refused = socket.say(WebSocketDoorContract.streamed("\\u00e9/"));
            var heard = refused.hear();
            while (!"error".equals(heard.string("type"))) {
                heard = refused.hear();
            }
            assertThat(error(heard).string("code")).isEqualTo("conflict");
            assertThat(heard.string("id")).isEqualTo("é/");
            socket.say("{\"type\":\"cancel\",\"id\":\"\\u00E9\\u002f\"}");
            var end = socket.hear();
            assertThat(end.string("type")).isEqualTo("stream_end");
            assertThat(end.string("id")).isEqualTo("é/");
        }
    }

    @Test
    void aMessageOfCountlessValuesIsRefusedAndTheConnectionGoesOn() {
        try (var socket = open()) {
            var answer = socket.say("{\"type\":\"ping\",\"x\":[" + "0,".repeat(3_000_000) + "0]}")
                    .hear();
            assertThat(answer.string("code")).isEqualTo("invalid_json");
            assertThat(answer.string("message")).contains("more than 2097152 values");
            assertThat(socket.say("{\"type\":\"ping\"}").hear().string("type")).isEqualTo("pong");
        }
    }

    @Test
    void tellsWhatIsWrongWithAnId() {
        try (var socket = open()) {
            var request = "{\"type\":\"request\",\"id\":%s,\"model\":\"gpt-test\",\"request\":{}}";
            assertThat(error(socket.say(request.formatted("true")).hear()).string("message"))
                    .startsWith("id: true (expected: a string or a number");
            assertThat(error(socket.say(request.formatted("\"" + "x".repeat(300) + "\""))
                                    .hear())
                            .string("message"))
                    .startsWith("id: 300 characters");
            assertThat(error(socket.say(request.formatted("null")).hear()).string("code"))
                    .isEqualTo("missing_required_parameter");
            var longest = "\"" + "\\u00e9".repeat(256) + "\"";
            assertThat(socket.say(request.formatted(longest + ",\"provider\":7"))
                            .hear()
                            .string("id"))
                    .isEqualTo("é".repeat(256));
            var provider = socket.say(request.formatted("1,\"provider\":7")).hear();
            assertThat(provider.raw("id")).isEqualTo("1");
            assertThat(error(provider).string("message")).isEqualTo("provider: number (expected: a string)");
        }
    }

    @Test
    void aRefusedResumeTakesNothingFromTheCallThatIsOpen() {
        PROVIDER.answers(Script.stall(Script.ROLE));
        var asked = new java.util.ArrayList<io.polygate.testing.Received>();
        try (var socket = open()) {
            socket.say(WebSocketDoorContract.request("r", "{\"stream\":true,\"resumable\":true}"))
                    .hear();
            asked.add(PROVIDER.take());
            var beyond =
                    socket.say("{\"type\":\"resume\",\"id\":\"r\",\"after\":9}").hear();
            assertThat(error(beyond).string("code")).isEqualTo("invalid_value");
            var end = socket.say("{\"type\":\"cancel\",\"id\":\"r\"}").hear();
            assertThat(end.string("type")).isEqualTo("stream_end");
            assertThat(end.string("finish_reason")).isEqualTo("cancelled");
        }
        Wait.on(asked.getFirst().gone());
    }

    @Test
    void aResumedCallDoesNotPushAnotherOneOfItsIdAside() {
        PROVIDER.answers(Script.stall(Script.ROLE));
        try (var first = open();
                var second = open()) {
            first.say(WebSocketDoorContract.request("s", "{\"stream\":true,\"resumable\":true}"))
                    .hear();
            PROVIDER.take();
            second.say(WebSocketDoorContract.streamed("s")).hear();
            var direct = PROVIDER.take();
            var refused =
                    second.say("{\"type\":\"resume\",\"id\":\"s\",\"after\":0}").hear();
            assertThat(error(refused).string("code")).isEqualTo("conflict");
            second.reset();
            Wait.on(direct.gone());
            first.say("{\"type\":\"cancel\",\"id\":\"s\"}").hear();
        }
    }

    @Test
    void theAnswersThatOneClientDoesNotReadShareItsQueue() {
        PROVIDER.answers(Script.flood(2_000, 16 * 1024, new AtomicLong()));
        try (var socket = FrameSocket.ask(GATEWAY.port(), "/ws", 4096, "Authorization: Bearer sk-test")) {
            for (int i = 0; i < 64; i++) {
                socket.say(WebSocketDoorContract.streamed("f" + i));
            }
            Wait.until(PROVIDER.vertx(), () -> queued() > 1024 * 1024);
            assertThat(Wait.untilStill(PROVIDER.vertx(), HostileMessagesTest::queued))
                    .isLessThan(14L * 1024 * 1024);
        }
    }

    private static long queued() {
        return GATEWAY.connections().list().stream()
                .mapToLong(Connections.Connection::bytesOut)
                .max()
                .orElse(0);
    }
}
