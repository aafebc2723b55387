package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Callers of OpenAI's and Anthropic's formats reach backends that speak only their own.
final class VendorBackendTest {

    private static FakeProvider backend;
    private static TestGateway gateway;
    private static Caller caller;

    @BeforeAll
    static void start() {
        backend = new FakeProvider();
        var host = "http://127.0.0.1:" + backend.port();
        gateway = TestGateway.start(new GatewayText()
                .backend("ollama", "ollama", host)
                .backend("mine", "dashscope", host + "/api/v1")
                .backend("co", "cohere", host)
                .backend("mi", "mistral", host + "/v1"));
        caller = gateway.caller();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        backend.answers(Script.json(500, "{}"));
    }

    private static String chat(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    /// The next request that is no look for models.
    private static Received take() {
        var asked = backend.take();
        while (asked.path().equals("/v1/models")) {
            asked = backend.take();
        }
        return asked;
    }

    private static String said(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var choice = new JsonObject(answer.body()).getJsonArray("choices").getJsonObject(0);
        return choice.getJsonObject("message").getString("content");
    }

    @Test
    void asksOllamaWithoutACredentialAndReadsItsLines() {
        backend.answers(Script.body("application/x-ndjson", Buffer.buffer(VendorScripts.OLLAMA_STREAM)));
        var streamed = caller.chat(chat("ollama/llama3", true));
        assertThat(streamed.body()).contains("\"content\":\"Hel\"", "\"content\":\"lo\"", "data: [DONE]");
        var asked = take();
        assertThat(asked.path()).isEqualTo("/api/chat");
        assertThat(asked.header("authorization")).isNull();
        var anthropic = caller.post(
                "/v1/messages",
                "{\"model\":\"ollama/llama3\",\"max_tokens\":9,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(anthropic.body()).contains("event: message_stop", "\"text\":\"Hel\"");
    }

    @Test
    void tellsOllamasErrorsInTheirOwnWords() {
        backend.answers(Script.json(404, "{\"error\":\"model 'llama3' not found\"}"));
        var answer = caller.chat(chat("ollama/llama3", false));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("model 'llama3' not found");
    }

    @Test
    void asksDashScopeForAStreamAndReadsIt() {
        backend.answers(Script.stream(VendorScripts.DASHSCOPE_STREAM));
        var streamed = caller.chat(chat("mine/qwen-max", true));
        assertThat(streamed.body()).contains("\"content\":\"Hel\"", "\"content\":\"lo\"", "data: [DONE]");
        var asked = take();
        assertThat(asked.path()).isEqualTo("/api/v1/services/aigc/text-generation/generation");
        assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
        assertThat(asked.header("x-dashscope-sse")).isEqualTo("enable");
    }

    @Test
    void knowsTheVendorByItsDialectAndItsModelsByOtherNames() {
        backend.answers(Script.json(VendorScripts.DASHSCOPE));
        assertThat(said(caller.chat(chat("mine/gpt-4", false)))).isEqualTo("Hello");
        assertThat(new JsonObject(take().body()).getString("model")).isEqualTo("qwen-max");
        caller.chat(chat("mine/qwen-vl-plus", false));
        assertThat(take().path()).isEqualTo("/api/v1/services/aigc/multimodal-generation/generation");
    }

    @Test
    void collectsTheAnswerOfAThinkingModelForACallerWhoWantsItWhole() {
        backend.answers(Script.stream(VendorScripts.DASHSCOPE_STREAM));
        var body = chat("mine/qwen3-max", false).replace("\"stream\":false", "\"reasoning_effort\":\"low\"");
        assertThat(said(caller.chat(body))).isEqualTo("Hello");
    }

    @Test
    void tellsDashScopesErrorsWithTheStatusThatTheyCameWith() {
        backend.answers(Script.json(
                429,
                "{\"code\":\"Throttling.RateQuota\",\"message\":\"Too fast\",\"request_id\":\"r\"}",
                "retry-after",
                "7"));
        var answer = caller.chat(chat("mine/qwen-max", false));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too fast", "Throttling.RateQuota");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void asksCohereAndReadsItsEvents() {
        backend.answers(Script.stream(VendorScripts.COHERE_STREAM));
        var streamed = caller.chat(chat("co/command-a", true));
        assertThat(streamed.body()).contains("\"reasoning_content\":\"hm\"", "\"content\":\"Hel\"", "data: [DONE]");
        var asked = take();
        assertThat(asked.path()).isEqualTo("/v2/chat");
        assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
    }

    @Test
    void writesEveryRequestForMistralAnew() {
        backend.answers(Script.json(Script.CHAT));
        var body = chat("mi/mistral-small-latest", false).replace("\"stream\":false", "\"seed\":7,\"user\":\"u\"");
        var answer = caller.chat(body);
        assertThat(said(answer)).isEqualTo("Hi");
        assertThat(answer.headers().firstValue("x-polygate-warnings")).hasValue("user: not supported by mistral");
        var asked = take();
        assertThat(asked.path()).isEqualTo("/v1/chat/completions");
        var sent = new JsonObject(asked.body());
        assertThat(sent.getInteger("random_seed")).isEqualTo(7);
        assertThat(sent.containsKey("user")).isFalse();
    }

    @Test
    void passesWhatIsNoChatToMistral() {
        var verdict = "{\"id\":\"m\",\"results\":[]}";
        backend.answers(Script.json(verdict));
        var answer = caller.post("/v1/moderations", "{\"model\":\"mi/mistral-moderation-latest\",\"input\":[\"a\"]}");
        assertThat(answer.body()).isEqualTo(verdict);
        assertThat(take().path()).isEqualTo("/v1/moderations");
    }

    @Test
    void tellsMistralsRefusalsInTheShapeThatTheCallerKnows() {
        backend.answers(Script.json(
                422,
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\",\"x\"],"
                        + "\"msg\":\"bad\"}]},\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}"));
        var answer = caller.chat(chat("mi/mistral-small-latest", false));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message"))
                .isEqualTo("x: bad");
    }

    @Test
    void embedsAtCohereAndMistral() {
        var body = "{\"model\":\"%s\",\"input\":\"a\",\"dimensions\":2}";
        backend.answers(Script.json(VendorScripts.COHERE_EMBED));
        var cohere = new JsonObject(
                caller.post("/v1/embeddings", body.formatted("co/embed-v4.0")).body());
        assertThat(cohere.encode()).doesNotContain("error");
        assertThat(cohere.getJsonArray("data").getJsonObject(0).getJsonArray("embedding"))
                .containsExactly(1, 2);
        assertThat(cohere.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(4);
        var asked = take();
        assertThat(asked.path()).isEqualTo("/v2/embed");
        assertThat(new JsonObject(asked.body()))
                .isEqualTo(new JsonObject("{\"model\":\"embed-v4.0\",\"texts\":[\"a\"],\"input_type\":"
                        + "\"search_document\",\"output_dimension\":2,\"embedding_types\":[\"float\"]}"));
        backend.answers(Script.json(VendorScripts.MISTRAL_EMBED));
        caller.post("/v1/embeddings", body.formatted("mi/mistral-embed"));
        var mistral = take();
        assertThat(mistral.path()).isEqualTo("/v1/embeddings");
        assertThat(new JsonObject(mistral.body()).getInteger("output_dimension"))
                .isEqualTo(2);
    }

    @Test
    void embedsAtVendorsWithEmbeddingsOfTheirOwn() {
        var body = "{\"model\":\"%s\",\"input\":[\"a\",\"b\"],\"dimensions\":2}";
        backend.answers(Script.json(VendorScripts.OLLAMA_EMBED));
        var ollama = caller.post("/v1/embeddings", body.formatted("ollama/nomic"));
        assertThat(new JsonObject(ollama.body())
                        .getJsonArray("data")
                        .getJsonObject(1)
                        .getJsonArray("embedding"))
                .containsExactly(3, 4);
        var asked = take();
        assertThat(asked.path()).isEqualTo("/api/embed");
        assertThat(new JsonObject(asked.body()).getInteger("dimensions")).isEqualTo(2);
        backend.answers(Script.json(VendorScripts.DASHSCOPE_EMBED));
        var dashscope = new JsonObject(caller.post("/v1/embeddings", body.formatted("mine/text-embedding-v4"))
                .body());
        assertThat(dashscope.getJsonArray("data").getJsonObject(0).getJsonArray("embedding"))
                .containsExactly(1, 2);
        assertThat(dashscope.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(5);
        assertThat(take().path()).isEqualTo("/api/v1/services/embeddings/text-embedding/text-embedding");
    }
}
