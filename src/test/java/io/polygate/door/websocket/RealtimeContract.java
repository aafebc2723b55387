package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeRealtime;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a Realtime conversation promises, wherever its routing runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealtimeContract {

    static final String PATH = "/v1/realtime?model=voice";
    static final String KEY = "Authorization: Bearer sk-test";
    static final String CREATED = "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}";
    static final String DONE = "{\"type\":\"response.done\",\"event_id\":\"e2\",\"response\":{\"id\":\"resp_1\","
            + "\"status\":\"completed\",\"usage\":{\"total_tokens\":253,\"input_tokens\":132,\"output_tokens\":121,"
            + "\"input_token_details\":{\"text_tokens\":119,\"audio_tokens\":13,\"cached_tokens\":64},"
            + "\"output_token_details\":{\"text_tokens\":30,\"audio_tokens\":91}}}}";

    final FakeRealtime backend = new FakeRealtime();

    abstract TestGateway gateway();

    FrameSocket ask(String path, String... lines) {
        return FrameSocket.ask(gateway().port(), path, lines);
    }

    FrameSocket open() {
        var socket = ask(PATH, KEY, "OpenAI-Beta: realtime=v1");
        assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    @Test
    void passesATextTurnAsItIs() {
        try (var client = open()) {
            var upstream = backend.take();
            assertThat(upstream.uri()).isEqualTo("/v1/realtime?model=gpt-realtime");
            assertThat(upstream.header("authorization")).isEqualTo("Bearer sk-upstream");
            assertThat(upstream.header("openai-beta")).isEqualTo("realtime=v1");
            assertThat(upstream.header("origin")).isNull();
            var event = "{ \"type\":\"response.create\",  \"x-unknown\": [1e2, \"世界\"] }";
            client.say(event);
            assertThat(upstream.hear()).isEqualTo(event);
            var delta = "{\"type\":\"response.output_text.delta\", \"delta\":\"Hé 世\",\"odd\":1.0}";
            upstream.say(CREATED).say(delta).say(DONE);
            assertThat(client.read().text()).isEqualTo(CREATED);
            assertThat(client.read().text()).isEqualTo(delta);
            assertThat(client.read().text()).isEqualTo(DONE);
        }
    }

    @Test
    void passesMessagesAsLargeAsAudioAndBinaryOnes() {
        var audio = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "QUJD".repeat(750_000) + "\"}";
        try (var client = open()) {
            var upstream = backend.take();
            client.say(audio);
            assertThat(upstream.hear()).isEqualTo(audio);
            upstream.say(audio);
            assertThat(client.read().text()).isEqualTo(audio);
            var noise = Buffer.buffer();
            for (int i = 0; i < 100_000; i++) {
                noise.appendByte((byte) i);
            }
            client.frame(true, FrameSocket.BINARY, noise.getBytes());
            assertThat(upstream.hearBinary()).isEqualTo(noise);
            upstream.sayBinary(noise);
            var heard = client.read();
            assertThat(heard.opcode()).isEqualTo(FrameSocket.BINARY);
            assertThat(heard.payload()).isEqualTo(noise.getBytes());
        }
    }

    @Test
    void putsTheFragmentsOfAMessageTogether() {
        try (var client = open()) {
            var upstream = backend.take();
            client.frame(false, FrameSocket.TEXT, "{\"type\":".getBytes(StandardCharsets.UTF_8));
            client.frame(true, FrameSocket.CONTINUATION, "\"x\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(upstream.hear()).isEqualTo("{\"type\":\"x\"}");
        }
    }

    @Test
    void passesTheClientsCloseCode() {
        try (var client = open()) {
            var upstream = backend.take();
            client.close(4001, "bye");
            assertThat(client.closed()).isEqualTo(4001);
            assertThat(upstream.closed()).isEqualTo(4001);
        }
    }

    @Test
    void passesTheBackendsCloseCodeAfterItsLastWords() {
        try (var client = open()) {
            var upstream = backend.take();
            upstream.say(DONE);
            upstream.close(4008, "the session is over");
            assertThat(client.read().text()).isEqualTo(DONE);
            var close = client.read();
            assertThat(close.closeCode()).isEqualTo(4008);
            assertThat(close.text()).endsWith("the session is over");
            client.close(4008, "");
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void aBackendThatDiesEndsTheConnection() {
        try (var client = open()) {
            backend.take().die();
            assertThat(client.closed()).isEqualTo(1011);
        }
    }

    @Test
    void aClientThatDiesEndsTheBackendsConnection() {
        var client = open();
        var upstream = backend.take();
        client.reset();
        assertThat(upstream.closed()).isIn(1001, 1006);
    }

    @Test
    void aClientThatStopsReadingHoldsTheBackendBack() {
        var delta = "{\"type\":\"response.output_audio.delta\",\"delta\":\"" + "QUJD".repeat(8_000) + "\"}";
        int times = 2_000;
        try (var client = open()) {
            var upstream = backend.take();
            var said = new AtomicLong();
            upstream.sayOn(delta, times, said);
            long held = Wait.untilStill(backend.vertx(), said::get);
            assertThat(held).isLessThan((long) times * delta.length() / 2);
            for (int i = 0; i < times; i++) {
                assertThat(client.read().payload()).hasSize(delta.length());
            }
        }
    }

    @Test
    void aBackendThatStopsReadingHoldsTheClientBack() throws InterruptedException {
        var audio = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "QUJD".repeat(8_000) + "\"}";
        int times = 2_000;
        try (var client = open()) {
            var upstream = backend.take();
            upstream.pause();
            var sent = new AtomicLong();
            var speaking = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < times; i++) {
                    client.say(audio);
                    sent.incrementAndGet();
                }
            });
            assertThat(Wait.untilStill(backend.vertx(), sent::get)).isLessThan(times / 2);
            upstream.resume();
            for (int i = 0; i < times; i++) {
                assertThat(upstream.hear()).hasSize(audio.length());
            }
            speaking.join();
        }
    }

    @Test
    void refusesAWrongKeyBeforeTheUpgrade() {
        try (var none = ask(PATH);
                var wrong = ask(PATH, "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-wrong")) {
            assertThat(none.status()).isEqualTo(401);
            assertThat(wrong.status()).isEqualTo(401);
        }
    }

    @Test
    void takesTheKeyOfABrowserAndChoosesItsProtocol() {
        var protocols = "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-test, openai-beta.realtime-v1";
        try (var client = ask(PATH, protocols);
                var azure = ask(PATH, "api-key: sk-test")) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.head())
                    .contains("Sec-WebSocket-Protocol: realtime\r\n")
                    .doesNotContain("sk-test");
            var upstream = backend.take();
            assertThat(upstream.header("openai-beta")).isEqualTo("realtime=v1");
            assertThat(upstream.header("sec-websocket-protocol")).isNull();
            assertThat(azure.status()).isEqualTo(101);
            backend.take();
        }
    }

    @Test
    void refusesAModelThatIsNotServedBeforeTheUpgrade() {
        try (var unknown = ask("/v1/realtime?model=nobody", KEY);
                var missing = ask("/v1/realtime", KEY);
                var other = ask("/v1/realtime?model=mock-model", KEY)) {
            assertThat(unknown.status()).isEqualTo(404);
            var length = unknown.head()
                    .toLowerCase(Locale.ROOT)
                    .split("content-length: ")[1]
                    .split("\r\n")[0];
            assertThat(unknown.body(Integer.parseInt(length))).contains("\"model_not_found\"");
            assertThat(missing.status()).isEqualTo(400);
            assertThat(other.status()).isEqualTo(404);
        }
    }
}
