package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Vertex' paths: Gemini's methods and Claude's, to any backend.
final class VertexPathsTest {

    private static final FakeProvider VERTEX = new FakeProvider();
    private static final FakeProvider CLAUDE = new FakeProvider();
    private static final FakeProvider OPENAI = new FakeProvider();
    private static final String BASE = "/v1/projects/p/locations/l";
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(OPENAI)
            .backend("vertex", "vertex", "http://127.0.0.1:" + VERTEX.port() + BASE)
            .model("gemini", "vertex", "gemini-2.5-flash")
            .model("embedder", "vertex", "gemini-embedding-001")
            .model("embedder-2", "vertex", "gemini-embedding-2")
            .model("claude@vertex", "vertex", "claude-sonnet-4-5@20250929")
            .backend("claude", "anthropic", "http://127.0.0.1:" + CLAUDE.port())
            .model("claude@home", "claude", "claude-sonnet-4-5"));
    private static final String OTHERS = "/v1beta1/projects/mine/locations/global/publishers/";
    private static final String CONTENTS =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}], \"odd\":1}";
    private static final String MESSAGES = "{\"anthropic_version\": \"vertex-2023-10-16\", \"max_tokens\":9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        VERTEX.close();
        CLAUDE.close();
        OPENAI.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    @Test
    void passesGeminisMethods() {
        VERTEX.answers(Script.json(VendorScripts.GEMINI));
        var answer = caller().post(OTHERS + "google/models/gemini:generateContent", CONTENTS);
        assertThat(answer.body()).isEqualTo(VendorScripts.GEMINI);
        var asked = VERTEX.take();
        assertThat(asked.path()).isEqualTo(BASE + "/publishers/google/models/gemini-2.5-flash:generateContent");
        assertThat(asked.body()).isEqualTo(CONTENTS);
        var stream = "data: " + VendorScripts.GEMINI + "\r\n\r\n";
        VERTEX.answers(Script.stream(stream));
        assertThat(caller().post(OTHERS + "google/models/gemini:streamGenerateContent?alt=sse", CONTENTS)
                        .body())
                .isEqualTo(stream);
        VERTEX.answers(Script.json("{\"totalTokens\":7}"));
        assertThat(caller().post(OTHERS + "google/models/gemini:countTokens", CONTENTS)
                        .body())
                .isEqualTo("{\"totalTokens\":7}");
    }

    @Test
    void passesEmbeddingsOfBothMethods() {
        var body = "{\"instances\":[{\"content\":\"a\",\"task_type\":\"RETRIEVAL_QUERY\"}]}";
        VERTEX.answers(Script.json(VendorScripts.VERTEX_EMBED));
        assertThat(caller().post(OTHERS + "google/models/embedder:predict", body)
                        .body())
                .isEqualTo(VendorScripts.VERTEX_EMBED);
        assertThat(VERTEX.take().body()).isEqualTo(body);
        var content = "{\"content\":{\"parts\":[{\"text\":\"a\"}]}}";
        VERTEX.answers(Script.json("{\"embedding\":{\"values\":[1]},\"odd\":2}"));
        assertThat(caller().post(OTHERS + "google/models/embedder-2:embedContent", content)
                        .body())
                .isEqualTo("{\"embedding\":{\"values\":[1]},\"odd\":2}");
        assertThat(VERTEX.take().body()).isEqualTo(content);
    }

    @Test
    void passesClaudesBytes() {
        VERTEX.answers(Script.json(VendorScripts.CLAUDE));
        var answer = caller().post(OTHERS + "anthropic/models/claude@vertex:rawPredict", MESSAGES);
        assertThat(answer.body()).isEqualTo(VendorScripts.CLAUDE);
        var asked = VERTEX.take();
        assertThat(asked.body()).isEqualTo(MESSAGES);
        assertThat(asked.rawPath())
                .isEqualTo(BASE + "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict");
        VERTEX.answers(Script.json("{\"input_tokens\":9}"));
        var counted = MESSAGES.replace("{\"anth", "{\"model\":\"claude@vertex\",\"anth");
        assertThat(caller().post(OTHERS + "anthropic/models/count-tokens:rawPredict", counted)
                        .body())
                .isEqualTo("{\"input_tokens\":9}");
    }

    @Test
    void tellsAnthropicItselfWhatThePathSaid() {
        CLAUDE.answers(Script.json(VendorScripts.CLAUDE));
        var answer = caller().post(OTHERS + "anthropic/models/claude%40home:rawPredict", MESSAGES);
        assertThat(answer.body()).isEqualTo(VendorScripts.CLAUDE);
        var asked = CLAUDE.take();
        assertThat(asked.path()).isEqualTo("/v1/messages");
        assertThat(asked.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(asked.json().string("model")).isEqualTo("claude-sonnet-4-5");
        assertThat(asked.json().has("anthropic_version")).isFalse();
        CLAUDE.answers(Script.stream("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        caller().post(OTHERS + "anthropic/models/claude@home:streamRawPredict", MESSAGES);
        assertThat(CLAUDE.take().json().isTrue("stream")).isTrue();
        CLAUDE.answers(Script.json("{\"input_tokens\":9}"));
        caller().post(
                        OTHERS + "anthropic/models/count-tokens:rawPredict",
                        MESSAGES.replace("{\"anth", "{\"model\":\"claude@home\",\"anth"));
        asked = CLAUDE.take();
        assertThat(asked.path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(asked.json().has("anthropic_version")).isFalse();
    }

    @Test
    void reachesBackendsOfOtherDialects() {
        OPENAI.answers(Script.json(Script.CHAT));
        var claude = caller().post(OTHERS + "anthropic/models/gpt-test:rawPredict", MESSAGES);
        assertThat(Json.parse(claude.body()).items("content").getFirst().string("text"))
                .isEqualTo("Hi");
        assertThat(claude.headers().firstValue("x-polygate-warnings")).isEmpty();
        assertThat(OPENAI.take().json().string("model")).isEqualTo("upstream-model");
        var google = caller().post(OTHERS + "google/models/gpt-test:generateContent", CONTENTS);
        assertThat(google.body()).contains("\"text\":\"Hi\"");
    }

    @Test
    void refusesInTheWordsOfThePublisher() {
        var unknown = caller().post(OTHERS + "anthropic/models/nobody:rawPredict", MESSAGES);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.parse(unknown.body()).string("type")).isEqualTo("error");
        var method = caller().post(OTHERS + "google/models/gemini:guess", CONTENTS);
        assertThat(method.statusCode()).isEqualTo(404);
        assertThat(Json.parse(method.body()).object("error").string("status")).isEqualTo("NOT_FOUND");
        var other = caller().post(OTHERS + "google/models/gpt-test:predict", "{\"instances\":[]}");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("another dialect");
        var key = caller().withKey("no").post(OTHERS + "google/models/gemini:generateContent", CONTENTS);
        assertThat(key.statusCode()).isEqualTo(401);
        assertThat(Json.parse(key.body()).object("error").string("status")).isEqualTo("UNAUTHENTICATED");
    }
}
