package io.polygate.app;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM to the real process.
final class StopTest {

    @TempDir
    private Path folder;

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    private GatewayProcess start(String grace) {
        return new GatewayProcess(
                new GatewayText()
                        .server("shutdown-grace: " + grace)
                        .fake(provider)
                        .log("calls: true, format: json")
                        .toString(),
                folder);
    }

    @Test
    void letsOpenStreamsEndWithinTheGraceAndExitsWithZero() {
        try (var gateway = start("20s")) {
            var go = new java.util.concurrent.CompletableFuture<Void>();
            provider.answers(Script.stream(Script.ROLE, go, Script.FINISH + Script.DONE));
            try (var socket = new RawSocket(gateway.port()).send(RawSocket.post(HELLO_STREAM))) {
                socket.readTo("assistant");
                gateway.terminate();
                refusesConnections(gateway.port());
                assertThat(gateway.alive()).isTrue();
                go.complete(null);
                assertThat(socket.readTo("[DONE]")).contains("stop");
            }
            assertThat(gateway.exit()).isZero();
        }
    }

    private void refusesConnections(int port) {
        Wait.until(provider.vertx(), () -> {
            try (var socket = new RawSocket(port)) {
                return false;
            } catch (java.io.UncheckedIOException e) {
                return true;
            }
        });
    }

    @Test
    void endsWhatIsStillOpenAfterTheGraceWithAnErrorEvent() {
        try (var gateway = start("300ms")) {
            provider.answers(Script.stall(Script.ROLE));
            try (var stream = new RawSocket(gateway.port()).send(RawSocket.post(HELLO_STREAM))) {
                stream.readTo("assistant");
                var asked = provider.take();
                provider.answers(Script.hang());
                try (var whole = new RawSocket(gateway.port()).send(RawSocket.post(HELLO))) {
                    provider.take();
                    gateway.terminate();
                    assertThat(stream.readAll()).contains("data: {\"error\":", "\"code\":\"shutting_down\"");
                    assertThat(whole.readAll()).startsWith("HTTP/1.1 503").contains("shutting_down");
                }
                Wait.on(asked.gone());
            }
            assertThat(gateway.exit()).isZero();
        }
    }

    @Test
    void stopsAtOnceWhenNothingIsOpen() {
        try (var gateway = start("20s")) {
            provider.answers(Script.json(Script.CHAT));
            try (var idle = new RawSocket(gateway.port()).send(RawSocket.post(HELLO))) {
                assertThat(idle.reply().status()).isEqualTo(200);
                gateway.terminate();
                assertThat(idle.closed()).isTrue();
            }
            assertThat(gateway.exit()).isZero();
        }
    }

    @Test
    void writesOneLineForEveryCallAndNoSecretInAny() {
        try (var gateway = start("1s")) {
            provider.answers(Script.json(Script.CHAT));
            gateway.caller().chat(HELLO.replace("Hi", "the-prompt"), "x-request-id", "call-1");
            provider.answers(Script.stream(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE));
            gateway.caller().chat(HELLO_STREAM, "x-request-id", "call-2");
            gateway.caller().withKey("sk-wrong-key").chat(HELLO, "x-request-id", "call-3");
            gateway.caller().get("/v1/nowhere", "x-request-id", "call-4");
            gateway.terminate();
            assertThat(gateway.exit()).isZero();
            var lines = gateway.output()
                    .lines()
                    .filter(line -> line.startsWith("{") && line.contains("\"event\":\"call\""))
                    .map(io.polygate.wire.json.Json::parse)
                    .toList();
            assertThat(lines)
                    .as(gateway.output())
                    .extracting(l -> l.string("id"))
                    .containsExactly("call-1", "call-2", "call-3", "call-4");
            assertThat(lines).extracting(l -> l.count("status")).containsExactly(200L, 200L, 401L, 404L);
            assertThat(lines.get(1).count("input_tokens")).isEqualTo(9);
            assertThat(lines.get(1).string("finish")).isEqualTo("stop");
            assertThat(lines.get(1).string("provider")).isEqualTo("fake");
            assertThat(lines.get(0).string("key")).isEqualTo("test");
            assertThat(gateway.output()).doesNotContain("sk-test", "sk-upstream", "sk-wrong-key", "the-prompt");
        }
    }
}
