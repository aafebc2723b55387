package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The opening handshake, and what the section `websocket` promises.
final class ConnectionLimitsTest {

    private final FakeProvider provider = new FakeProvider().answers(Script.stream(Script.STREAM));
    private TestGateway gateway;

    private void start(String websocket) {
        gateway = TestGateway.start(
                new GatewayText().fake(provider).key("other", "sk-other").line("websocket: {" + websocket + "}"));
    }

    private FrameSocket ask(String path, String... lines) {
        return FrameSocket.ask(gateway.port(), path, lines);
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    @Test
    void takesTheKeyInEveryForm() {
        start("");
        for (var lines : List.of("Authorization: Bearer sk-test", "Sec-WebSocket-Protocol: polygate, bearer.sk-test")) {
            try (var socket = ask("/ws", lines)) {
                assertThat(socket.status()).isEqualTo(101);
                assertThat(socket.head()).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
                assertThat(socket.head().contains("Sec-WebSocket-Protocol: polygate\r\n"))
                        .isEqualTo(lines.contains("polygate"));
                assertThat(socket.head()).doesNotContain("sk-test");
                assertThat(socket.say("{\"type\":\"ping\"}").hear().raw()).isEqualTo("{\"type\":\"pong\"}");
            }
        }
        try (var socket = ask("/ws?token=sk-test")) {
            assertThat(socket.status()).isEqualTo(101);
        }
    }

    @Test
    void refusesWhatIsNoUpgrade() {
        start("");
        var plain = gateway.caller().get("/ws");
        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("upgrade")).hasValue("websocket");
        try (var raw = gateway.raw()) {
            var old = raw.send("GET /ws HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n")
                    .reply();
            assertThat(old.status()).isEqualTo(426);
            assertThat(old.header("sec-websocket-version")).isEqualTo("13");
            var keyless = raw.send("GET /ws HTTP/1.1\r\nHost: g\r\nConnection: keep-alive, Upgrade\r\n"
                            + "Upgrade: WebSocket\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .reply();
            assertThat(keyless.status()).isEqualTo(400);
        }
        for (var path : List.of("/ws?token=sk-test%zz", "/v1/realtime?model=%zz", "/v1/models?limit=%zz")) {
            try (var socket = ask(path, "x-request-id: malformed")) {
                assertThat(socket.status()).isEqualTo(400);
            }
        }
        try (var raw = gateway.raw()) {
            var lines = raw.send(
                            "GET /ws?token=sk-test HTTP/1.1\r\nHost: g\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Sec-WebSocket-Version: 13\r\n\r\n")
                    .reply();
            assertThat(lines.status()).isEqualTo(101);
        }
    }

    @Test
    void refusesMoreConnectionsThanAKeyMayHave() {
        start("per-key: 2, per-address: 3, max-connections: 5");
        var open = new ArrayList<FrameSocket>();
        open.add(ask("/ws?token=sk-test"));
        open.add(ask("/ws?token=sk-test"));
        try (var third = ask("/ws?token=sk-test")) {
            assertThat(third.status()).isEqualTo(429);
        }
        open.add(ask("/ws?token=sk-other"));
        try (var fourth = ask("/ws?token=sk-other")) {
            assertThat(fourth.status()).isEqualTo(429);
        }
        open.removeFirst().close();
        Wait.until(provider.vertx(), () -> {
            try (var again = ask("/ws?token=sk-test")) {
                return again.status() == 101;
            }
        });
        open.forEach(FrameSocket::close);
    }

    @Test
    void refusesMoreConnectionsThanTheNodeMayHave() {
        start("max-connections: 1");
        try (var first = ask("/ws?token=sk-test");
                var second = ask("/ws?token=sk-test")) {
            assertThat(first.status()).isEqualTo(101);
            assertThat(second.status()).isEqualTo(503);
        }
    }

    @Test
    void pingsASilentClientAndGivesItUpWithoutAPong() {
        start("heartbeat: 500ms");
        try (var socket = ask("/ws?token=sk-test")) {
            for (int i = 0; i < 3; i++) {
                var ping = socket.read();
                assertThat(ping.opcode()).isEqualTo(FrameSocket.PING);
                socket.frame(true, FrameSocket.PONG, ping.payload());
            }
            assertThat(socket.closed()).isEqualTo(1001);
        }
    }

    @Test
    void closesAConnectionOnWhichNothingIsSaid() {
        start("idle-timeout: 200ms, heartbeat: 50ms");
        try (var socket = ask("/ws?token=sk-test")) {
            var frame = socket.read();
            while (frame.opcode() == FrameSocket.PING) {
                socket.frame(true, FrameSocket.PONG, frame.payload());
                frame = socket.read();
            }
            assertThat(frame.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void aCallKeepsAConnectionFromBeingIdle() {
        start("idle-timeout: 100ms");
        var go = new java.util.concurrent.CompletableFuture<Void>();
        provider.answers(Script.stream(Script.ROLE, go, Script.FINISH + Script.DONE));
        try (var socket = ask("/ws?token=sk-test")) {
            socket.say(WebSocketDoorContract.streamed("slow")).hear();
            Wait.on(provider.vertx().timer(400, java.util.concurrent.TimeUnit.MILLISECONDS));
            go.complete(null);
            assertThat(socket.hearTo("stream_end")).hasSize(2);
        }
    }

    @Test
    void forgetsAResumableCallAfterItsGrace() {
        start("resume-grace: 200ms");
        provider.answers(Script.stall(Script.ROLE));
        var first = ask("/ws?token=sk-test")
                .say(WebSocketDoorContract.request("r", "{\"stream\":true,\"resumable\":true}"));
        first.hear();
        var asked = provider.take();
        first.close();
        Wait.on(asked.gone());
        try (var second = ask("/ws?token=sk-test")) {
            var error =
                    second.say("{\"type\":\"resume\",\"id\":\"r\",\"after\":0}").hear();
            assertThat(error.object("error").string("code")).isEqualTo("not_found");
        }
    }

    @Test
    void refusesOneResumableCallMoreThanItMayKeep() {
        start("max-resumable: 1");
        provider.answers(Script.stall(Script.ROLE));
        try (var socket = ask("/ws?token=sk-test")) {
            socket.say(WebSocketDoorContract.request("kept", "{\"stream\":true,\"resumable\":true}"))
                    .hear();
            var error = socket.say(WebSocketDoorContract.request("more", "{\"stream\":true,\"resumable\":true}"))
                    .hear();
            assertThat(error.string("id")).isEqualTo("more");
            assertThat(error.object("error").string("code")).isEqualTo("overloaded");
            assertThat(error.object("error").string("message")).contains("1 resumable requests");
        }
    }

    @Test
    void aResumableCallIsNobodyElsesAndKeepsItsId() {
        start("");
        provider.answers(Script.stall(Script.ROLE));
        var message = WebSocketDoorContract.request("r", "{\"stream\":true,\"resumable\":true}");
        try (var mine = ask("/ws?token=sk-test");
                var other = ask("/ws?token=sk-other");
                var again = ask("/ws?token=sk-test")) {
            mine.say(message).hear();
            var error =
                    other.say("{\"type\":\"resume\",\"id\":\"r\",\"after\":0}").hear();
            assertThat(error.object("error").string("code")).isEqualTo("not_found");
            var taken = again.say(message).hear();
            assertThat(taken.object("error").string("code")).isEqualTo("conflict");
            var beyond =
                    again.say("{\"type\":\"resume\",\"id\":\"r\",\"after\":9}").hear();
            assertThat(beyond.object("error").string("message")).contains("after: 9", "0 to 1");
        }
    }

    @Test
    void aDetachedCallIsHeldBackWithinItsBoundAndLosesNothing() {
        start("send-queue: 64KiB");
        var written = new java.util.concurrent.atomic.AtomicLong();
        int chunks = 3_000;
        provider.answers(Script.flood(chunks, 16 * 1024, written));
        var first = ask("/ws?token=sk-test")
                .say(WebSocketDoorContract.request("r", "{\"stream\":true,\"resumable\":true}"));
        long seq = 0;
        while (seq < 10) {
            seq = first.hear().number("seq");
        }
        first.reset();
        long held = Wait.untilStill(provider.vertx(), written::get);
        assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
        try (var second = ask("/ws?token=sk-test")) {
            second.say("{\"type\":\"resume\",\"id\":\"r\",\"after\":" + seq + "}");
            for (var message = second.hear(); message.string("type").equals("stream"); message = second.hear()) {
                assertThat(message.number("seq")).isEqualTo(++seq);
            }
            assertThat(seq).isEqualTo(chunks + 1);
        }
    }

    @Test
    void remembersTheTurnsOfAConnectionWithinItsBound() {
        start("");
        try (var socket = ask("/ws?token=sk-test")) {
            for (int turn = 0; turn < 60; turn++) {
                socket.say("{\"type\":\"chat\",\"payload\":{\"content\":\"turn " + turn
                        + "\",\"model\":\"gpt-test\",\"history\":true}}");
                socket.hearTo("end");
                var messages = provider.take().json().items("messages");
                assertThat(messages).hasSize(Math.min(turn, 50) * 2 + 1);
                assertThat(messages.getLast().string("content")).isEqualTo("turn " + turn);
                if (turn > 0) {
                    assertThat(messages.get(messages.size() - 2).string("content"))
                            .isEqualTo("Hello 世界");
                }
            }
            socket.say(WebSocketDoorContract.CHAT).hearTo("end");
            assertThat(provider.take().json().items("messages")).hasSize(1);
        }
    }

    @Test
    void endsConnectionsWhenTheGatewayStops() {
        start("");
        try (var idle = ask("/ws?token=sk-test");
                var busy = ask("/ws?token=sk-test")) {
            var go = new java.util.concurrent.CompletableFuture<Void>();
            provider.answers(Script.stream(Script.ROLE, go, Script.FINISH + Script.DONE));
            busy.say(WebSocketDoorContract.streamed("last")).hear();
            var stopped = gateway.stop();
            assertThat(idle.closed()).isEqualTo(1001);
            go.complete(null);
            busy.hearTo("stream_end");
            assertThat(busy.closed()).isEqualTo(1001);
            Wait.on(stopped);
        }
    }
}
