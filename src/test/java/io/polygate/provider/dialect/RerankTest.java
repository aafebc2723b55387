package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rankings of documents in Cohere's and in Jina's shape, at backends of either and of another.
final class RerankTest {

    private static final String BODY =
            "{\"model\":\"%s\",\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"b\"}],\"top_n\":1}";
    private static final String JINA = "{\"model\":\"j\",\"object\":\"list\",\"usage\":{\"total_tokens\":7},"
            + "\"results\":[{\"index\":1,\"relevance_score\":0.5,\"document\":{\"text\":\"b\"}}]}";

    private static FakeProvider backend;
    private static TestGateway gateway;
    private static Caller caller;

    @BeforeAll
    static void start() {
        backend = new FakeProvider();
        var host = "http://127.0.0.1:" + backend.port();
        gateway = TestGateway.start(new GatewayText()
                .backend("co", "cohere", host)
                .backend("jina", "openai", host + "/v1")
                .backend("qwen", "dashscope", host + "/api/v1")
                .backend("claude", "anthropic", host)
                .backend("aws", "bedrock", host));
        caller = gateway.caller();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void passesTheBytesOfAShapeToABackendThatHasIt() {
        backend.answers(Script.json(VendorScripts.COHERE_RERANK));
        var body = BODY.formatted("co/rerank-v3.5");
        assertThat(caller.post("/v2/rerank", body).body()).isEqualTo(VendorScripts.COHERE_RERANK);
        var asked = backend.take();
        assertThat(asked.path()).isEqualTo("/v2/rerank");
        assertThat(asked.body()).isEqualTo(BODY.formatted("rerank-v3.5"));
        backend.answers(Script.json(JINA));
        assertThat(caller.post("/v1/rerank", BODY.formatted("jina/r")).body()).isEqualTo(JINA);
        asked = backend.take();
        assertThat(asked.path()).isEqualTo("/v1/rerank");
        assertThat(asked.body()).isEqualTo(BODY.formatted("r"));
    }

    @Test
    void tellsJinasCallersWhatCohereSays() {
        backend.answers(Script.json(VendorScripts.COHERE_RERANK));
        var answer = new JsonObject(
                caller.post("/v1/rerank", BODY.formatted("co/rerank-v3.5")).body());
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":1,\"relevance_score\":0.5,\"document\":{\"text\":\"b\"}}"));
        assertThat(answer.getString("object")).isEqualTo("list");
        assertThat(new JsonObject(backend.take().body()))
                .isEqualTo(new JsonObject(
                        "{\"model\":\"rerank-v3.5\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}"));
    }

    @Test
    void tellsCoheresCallersWhatDashScopeSays() {
        backend.answers(Script.json(VendorScripts.DASHSCOPE_RERANK));
        var answer = new JsonObject(
                caller.post("/v2/rerank", BODY.formatted("qwen/gte-rerank")).body());
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":1,\"relevance_score\":0.5}"));
        assertThat(answer.getJsonObject("meta").getJsonObject("tokens").getInteger("input_tokens"))
                .isEqualTo(7);
        var asked = backend.take();
        assertThat(asked.path()).isEqualTo("/api/v1/services/rerank/text-rerank/text-rerank");
        assertThat(new JsonObject(asked.body()))
                .isEqualTo(new JsonObject(
                        "{\"model\":\"gte-rerank\",\"input\":{\"query\":\"q\",\"documents\":[\"a\",\"b\"]},"
                                + "\"parameters\":{\"top_n\":1}}"));
    }

    @Test
    void tellsBothWhatBedrockSays() {
        backend.answers(Script.json(
                "{\"results\":[{\"index\":1,\"relevance_score\":0.5}]}", "x-amzn-bedrock-input-token-count", "7"));
        var answer = new JsonObject(caller.post("/v2/rerank", BODY.formatted("aws/cohere.rerank-v3-5:0"))
                .body());
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":1,\"relevance_score\":0.5}"));
        var asked = backend.take();
        assertThat(asked.rawPath()).isEqualTo("/model/cohere.rerank-v3-5%3A0/invoke");
        assertThat(new JsonObject(asked.body()))
                .isEqualTo(
                        new JsonObject("{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1,\"api_version\":2}"));
        answer = new JsonObject(caller.post("/v1/rerank", BODY.formatted("aws/amazon.rerank-v1:0"))
                .body());
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":1,\"relevance_score\":0.5,\"document\":{\"text\":\"b\"}}"));
        assertThat(answer.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(7);
        assertThat(new JsonObject(backend.take().body()))
                .isEqualTo(new JsonObject("{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}"));
    }

    /// Models that rank texts take nothing else; what else a document says is the caller's own, and comes back.
    @Test
    void documentsWithMoreThanATextAreRankedByIt() {
        backend.answers(Script.json(VendorScripts.DASHSCOPE_RERANK));
        var body = "{\"model\":\"%s\",\"query\":\"q\",\"return_documents\":true,\"documents\":"
                + "[{\"image\":\"https://a/b.png\"},{\"text\":\"b\",\"id\":\"7\"}]}";
        var answer = new JsonObject(
                caller.post("/v1/rerank", body.formatted("qwen/gte-rerank")).body());
        assertThat(new JsonObject(backend.take().body()).getJsonObject("input").getJsonArray("documents"))
                .isEqualTo(new JsonArray("[{\"image\":\"https://a/b.png\"},\"b\"]"));
        assertThat(answer.getJsonArray("results").getJsonObject(0).getJsonObject("document"))
                .isEqualTo(new JsonObject("{\"text\":\"b\",\"id\":\"7\"}"));
    }

    @Test
    void tellsErrorsInTheCallersShape() {
        backend.answers(Script.json(
                400, "{\"code\":\"InvalidParameter\",\"message\":\"Model not exist.\",\"request_id\":\"r\"}"));
        var answer = caller.post("/v2/rerank", BODY.formatted("qwen/none"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("message")).isEqualTo("Model not exist.");
        var wrong = caller.post("/v1/rerank", "{\"model\":\"qwen/r\",\"query\":\"q\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(wrong.body()).getJsonObject("error").getString("param"))
                .isEqualTo("documents");
        var none = caller.post("/v1/rerank", BODY.formatted("claude/claude-sonnet-4-5"));
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("this model's backend has no rerank");
    }
}
