package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.FakeRealtime;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Doors and routing on one event loop.
final class RealtimeTest extends RealtimeContract {

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(text(backend));
    }

    private static GatewayText text(FakeRealtime backend, String... limits) {
        return new GatewayText()
                .mock()
                .provider("voices", backend.baseUrl(), limits)
                .model("voice", "voices", "gpt-realtime");
    }

    @Override
    TestGateway gateway() {
        return gateway;
    }

    @AfterAll
    void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void accountsForEachTurn(@TempDir Path folder) {
        var text = text(backend).log("calls: true, format: json").toString();
        try (var own = new GatewayProcess(text, folder);
                var client = FrameSocket.ask(own.port(), PATH, KEY, "x-request-id: talk")) {
            var upstream = backend.take();
            for (int turn = 0; turn < 2; turn++) {
                upstream.say(CREATED)
                        .say("{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}")
                        .say(DONE);
                for (int i = 0; i < 3; i++) {
                    client.read();
                }
            }
            client.close(1000, "");
            client.closed();
            Wait.until(backend.vertx(), () -> own.output().contains("talk.2"));
            var lines = own.output()
                    .lines()
                    .filter(line -> line.contains("\"realtime\""))
                    .toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst())
                    .contains("talk.1", "64", "121", "completed")
                    .contains("\"units\":{\"input_audio_tokens\":13,\"output_audio_tokens\":91}");
            assertThat(own.caller().get("/metrics").body()).contains("operation_name=\"realtime\"");
        }
    }

    @Test
    void azureIsCalledAtThePathOfItsVersion() {
        var host = backend.baseUrl().replace("/v1", "");
        var azure = "dialect: azure, base-url: \"" + host + "\", credentials: [{value: azure-key}]";
        try (var own = TestGateway.start(new GatewayText()
                .account("id: new, " + azure)
                .account("id: old, " + azure + ", api-version: 2025-04-01-preview"))) {
            for (var path : new String[] {
                "/openai/v1/realtime?model=my-voice",
                "/openai/realtime?api-version=2025-04-01-preview&deployment=my-voice"
            }) {
                var provider = path.contains("v1") ? "new" : "old";
                try (var client = FrameSocket.ask(own.port(), "/v1/realtime?model=" + provider + "/my-voice", KEY)) {
                    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
                    var upstream = backend.take();
                    assertThat(upstream.uri()).isEqualTo(path);
                    assertThat(upstream.header("api-key")).isEqualTo("azure-key");
                }
            }
        }
    }

    @Test
    void azureIsCalledAsTheApplicationThatEntraKnows() {
        try (var entra = new FakeProvider()) {
            entra.answers(Script.json("{\"access_token\":\"entra-token\",\"expires_in\":3600}"))
                    .then(Script.json(401, "{\"error\":\"invalid_client\"}"));
            var signedIn = "credentials: [{tenant: t, client-id: app, client-secret: s, authority: \"http://127.0.0.1:"
                    + entra.port() + "\"}]";
            try (var own = TestGateway.start(new GatewayText()
                    .account("id: azure, dialect: azure, base-url: \""
                            + backend.baseUrl().replace("/v1", "") + "\", " + signedIn))) {
                var path = "/v1/realtime?model=azure/my-voice";
                try (var refused = FrameSocket.ask(own.port(), path, KEY)) {
                    assertThat(refused.head()).startsWith("HTTP/1.1 502 ");
                }
                Wait.until(own.vertx(), () -> {
                    try (var client = FrameSocket.ask(own.port(), path, KEY)) {
                        return client.head().startsWith("HTTP/1.1 101 ");
                    }
                });
                assertThat(backend.take().header("authorization")).isEqualTo("Bearer entra-token");
            }
        }
    }

    @Test
    void tellsWhatTheBackendSaidToTheUpgrade() {
        try (var strict = new FakeRealtime().refuses(401);
                var busy = new FakeRealtime().refuses(429);
                var mute = new FakeRealtime().saysNothing()) {
            assertThat(refused(strict)).isEqualTo(502);
            assertThat(refused(busy)).isEqualTo(429);
            assertThat(refused(mute, "timeouts: {connect: 100ms, first-byte: 200ms}"))
                    .isEqualTo(504);
        }
        var gone = new FakeRealtime();
        gone.close();
        assertThat(refused(gone)).isEqualTo(502);
    }

    private static int refused(FakeRealtime backend, String... limits) {
        try (var own = TestGateway.start(text(backend, limits).line("routing: {deadline: 3s}"));
                var client = FrameSocket.ask(own.port(), PATH, KEY)) {
            return client.status();
        }
    }

    @Test
    void endsAConversationInWhichNobodySpeaks() {
        try (var own = TestGateway.start(text(backend).line("websocket: {idle-timeout: 300ms}"));
                var client = FrameSocket.ask(own.port(), PATH, KEY)) {
            var upstream = backend.take();
            assertThat(client.closed()).isEqualTo(1001);
            assertThat(upstream.closed()).isEqualTo(1001);
        }
    }

    @Test
    void outlivesTheDeadlineOfCalls() {
        try (var own = TestGateway.start(text(backend).line("routing: {deadline: 300ms}"));
                var client = FrameSocket.ask(own.port(), PATH, KEY)) {
            var upstream = backend.take();
            Wait.on(own.vertx().timer(600, java.util.concurrent.TimeUnit.MILLISECONDS));
            upstream.say(DONE);
            assertThat(client.read().text()).isEqualTo(DONE);
        }
    }

    @Test
    void countsAsAConnectionOfItsKey() {
        try (var own = TestGateway.start(text(backend).line("websocket: {per-key: 1}"));
                var first = FrameSocket.ask(own.port(), PATH, KEY);
                var second = FrameSocket.ask(own.port(), PATH, KEY)) {
            assertThat(first.status()).isEqualTo(101);
            assertThat(second.status()).isEqualTo(429);
            backend.take();
            first.reset();
            Wait.until(own.vertx(), () -> {
                try (var again = FrameSocket.ask(own.port(), PATH, KEY)) {
                    return again.status() == 101;
                }
            });
            backend.take();
        }
    }

    @Test
    void endsConversationsWhenTheGatewayStops() {
        var own = TestGateway.start(text(backend).server("shutdown-grace: 200ms"));
        try (var client = FrameSocket.ask(own.port(), PATH, KEY)) {
            var upstream = backend.take();
            var stopped = own.stop();
            assertThat(client.closed()).isEqualTo(1001);
            assertThat(upstream.closed()).isIn(1001, 1006);
            Wait.on(stopped);
        }
    }
}
