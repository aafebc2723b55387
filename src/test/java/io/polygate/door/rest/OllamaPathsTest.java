package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Ollama's own paths: its clients reach Ollama's providers in untouched bytes.
final class OllamaPathsTest {

    private static final FakeProvider OLLAMA = new FakeProvider();
    private static final FakeProvider NARROW = new FakeProvider();
    private static final FakeProvider OTHER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(OTHER)
            .backend("local", "ollama", "http://127.0.0.1:" + OLLAMA.port())
            .backend(
                    "narrow",
                    "ollama",
                    "http://127.0.0.1:" + NARROW.port(),
                    "limits: {concurrent: 1, queue: 5, queue-timeout: 200ms}")
            .model("llama", "local", "llama3.2")
            .model("few", "narrow", "llama3.2")
            .rule(
                    "name: mixed, targets: [{provider: fake, model: a}, {provider: local, model: b}], fallbacks: [gpt-test]")
            .line("routing: {hedge: 1s}")
            .line("discovery: {enabled: false}"));
    private static final String BODY = "{ \"model\": \"llama\", \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String LINES = "application/x-ndjson";

    @AfterAll
    static void close() {
        GATEWAY.close();
        OLLAMA.close();
        NARROW.close();
        OTHER.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    private static Script stream() {
        return Script.body(LINES, Buffer.buffer(VendorScripts.OLLAMA_STREAM));
    }

    private static String error(String body) {
        return Json.parse(body).string("error");
    }

    @Test
    void passesEveryPathWithTheTargetsModel() {
        for (var path : new String[] {"/api/chat", "/api/generate", "/api/embed", "/api/embeddings"}) {
            OLLAMA.answers(Script.json(VendorScripts.OLLAMA));
            assertThat(caller().post(path, BODY).body()).isEqualTo(VendorScripts.OLLAMA);
            var asked = OLLAMA.take();
            assertThat(asked.path()).isEqualTo(path);
            assertThat(asked.body()).isEqualTo(BODY.replace("\"llama\"", "\"llama3.2\""));
            assertThat(asked.headers().entries())
                    .noneMatch(header -> header.getValue().contains("sk-upstream"));
        }
        OLLAMA.answers(stream());
        var answer =
                caller().post("/local/api/chat", BODY.replace("\"llama\"", "\"phi\""), "content-type", "text/plain");
        assertThat(answer.body()).isEqualTo(VendorScripts.OLLAMA_STREAM);
        assertThat(answer.headers().firstValue("content-type")).hasValue(LINES);
        assertThat(OLLAMA.take().json().string("model")).isEqualTo("phi");
    }

    @Test
    void countsTokens() {
        OLLAMA.answers(Script.json(VendorScripts.OLLAMA));
        caller().post("/api/generate", BODY.replace("\"llama\"", "\"local/whole\""));
        OLLAMA.answers(stream());
        caller().post("/api/chat", BODY.replace("\"llama\"", "\"local/streamed\""));
        OLLAMA.answers(Script.json(VendorScripts.OLLAMA_EMBED));
        caller().post("/api/embed", BODY.replace("\"llama\"", "\"local/embedded\""));
        var name = "gateway_tokens_used[^ ]*model=\"local/";
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern(name + "whole\"[^ ]*type=\"input\"[^ ]* 3\\.0\n")
                .containsPattern(name + "streamed\"[^ ]*type=\"output\"[^ ]* 2\\.0\n")
                .containsPattern(name + "embedded\"[^ ]*type=\"input\"[^ ]* 5\\.0\n");
    }

    @Test
    void listsTheGatewaysModels() {
        var models = Json.parse(caller().get("/api/tags").body()).items("models");
        assertThat(models.stream().map(model -> model.string("model"))).contains("llama", "gpt-test");
        assertThat(caller().withKey("no").get("/api/tags").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesInTheWordsOfOllama() {
        OLLAMA.answers(stream());
        var unknown = caller().post("/api/chat", BODY.replace("\"llama\"", "\"nobody\""));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(error(unknown.body())).contains("nobody");
        assertThat(error(caller().withKey("no").post("/api/chat", BODY).body())).contains("key");
        var bad = caller().post("/api/chat", "{\"model\":\"llama\",\"stream\":1}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(error(bad.body())).contains("stream is a number");
        assertThat(error(caller().get("/api/chat").body())).isNotEmpty();
        var foreign = caller().post("/api/chat", BODY.replace("\"llama\"", "\"gpt-test\""));
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(error(foreign.body())).contains("another dialect");
        assertThat(OTHER.waiting()).isZero();
        assertThat(OLLAMA.waiting()).isZero();
    }

    @Test
    void asksNobodyElseThanOllama() {
        OLLAMA.answers(Script.json(VendorScripts.OLLAMA));
        var body = BODY.replace("\"llama\"", "\"mixed\"");
        assertThat(caller().post("/api/chat", body).body()).isEqualTo(VendorScripts.OLLAMA);
        OLLAMA.answers(Script.json(500, "{\"error\":\"broken\"}"));
        assertThat(caller().post("/api/chat", body).body()).isEqualTo("{\"error\":\"broken\"}");
        assertThat(OTHER.waiting()).isZero();
    }

    @Test
    void triesAgainWhatFailedBeforeItBegan() {
        OLLAMA.answers(stream()).then(Script.reset()).then(Script.json("{\"error\":\"loading\"}"));
        assertThat(caller().post("/api/chat", BODY).body()).isEqualTo(VendorScripts.OLLAMA_STREAM);
    }

    @Test
    void passesTheBackendsErrors() {
        var error = "{ \"error\":\"model 'x' not found\", \"odd\":1}";
        OLLAMA.answers(Script.json(404, error));
        var answer = caller().post("/api/chat", BODY);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(error);
    }

    @Test
    void endsAStreamThatDiesWithAnError() {
        var stream = VendorScripts.OLLAMA_STREAM;
        int first = stream.indexOf('\n') + 1;
        for (int cut : new int[] {first, first + 1, stream.length() - 2}) {
            OLLAMA.answers(Script.cut(LINES, stream.substring(0, cut)));
            var lines = caller().post("/api/chat", BODY).body().split("\n");
            assertThat(lines).hasSize(2);
            assertThat(lines[0] + "\n").isEqualTo(stream.substring(0, first));
            assertThat(error(lines[1])).isNotEmpty();
        }
    }

    @Test
    void aFullProviderIsA503() {
        NARROW.answers(Script.hang());
        var body = BODY.replace("\"llama\"", "\"few\"");
        try (var first = GATEWAY.raw().send(RawSocket.postAt("/api/chat", body))) {
            NARROW.take();
            var second = caller().post("/api/chat", body);
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(error(second.body())).isNotEmpty();
            first.reset();
        }
    }

    @Test
    void aCallerWhoLeavesEndsTheBackendsCall() {
        OLLAMA.answers(Script.begin(LINES, VendorScripts.OLLAMA_STREAM.substring(0, 150)));
        try (var socket = GATEWAY.raw().send(RawSocket.postAt("/api/chat", BODY))) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            var asked = OLLAMA.take();
            socket.reset();
            Wait.on(asked.gone());
        }
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var line = Buffer.buffer("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + "x".repeat(16 * 1024) + "\"},\"done\":false}\n");
        var written = new AtomicLong();
        int count = 12_000;
        OLLAMA.answers(Script.flood(LINES, line, count, written));
        try (var socket = GATEWAY.raw().send(RawSocket.postAt("/api/chat", BODY))) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            OLLAMA.take();
            long held = Wait.untilStill(OLLAMA.vertx(), written::get);
            assertThat(held).isLessThan((long) line.length() * count / 2);
            assertThat(socket.skipTo("{\"error\":")).isGreaterThanOrEqualTo((long) line.length() * count);
        }
    }
}
