package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Azure's paths: the deployment is the model, whatever the body calls it, and any backend answers.
final class AzurePathsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final FakeProvider CLAUDE = new FakeProvider();
    private static final GatewayText CONFIG = new GatewayText()
            .fake(PROVIDER)
            .backend("claude", "anthropic", "http://127.0.0.1:" + CLAUDE.port())
            .model("sonnet", "claude", "claude-upstream");
    private static final TestGateway GATEWAY = TestGateway.start(CONFIG);
    private static final String VERSION = "?api-version=2024-10-21";
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}], \"odd\":1}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
        CLAUDE.close();
    }

    private static Caller caller() {
        return GATEWAY.caller().withKey("");
    }

    private static String at(String model, String path) {
        return "/openai/deployments/" + model + path + VERSION;
    }

    @Test
    void takesTheModelOfThePath() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var answer = caller().post(at("gpt-test", "/chat/completions"), BODY, "api-key", "sk-test");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Script.CHAT);
        var asked = PROVIDER.take();
        assertThat(asked.uri()).isEqualTo("/v1/chat/completions");
        assertThat(asked.body()).isEqualTo(BODY.replace("{\"messages", "{\"model\":\"upstream-model\",\"messages"));
        assertThat(asked.header("api-key")).isNull();
    }

    @Test
    void doesNotCareWhatTheBodyCallsTheModel() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var body = BODY.replace("\"odd\":1", "\"model\": \"gpt-35-turbo\", \"stream\": true");
        PROVIDER.answers(Script.stream(Script.STREAM));
        var answer = caller().post(at("gpt%2Dtest", "/chat/completions"), body, "api-key", "sk-test");
        assertThat(answer.body()).contains("世界");
        assertThat(PROVIDER.take().json().string("model")).isEqualTo("upstream-model");
    }

    @Test
    void reachesBackendsOfOtherDialects() {
        CLAUDE.answers(Script.json(VendorScripts.CLAUDE));
        var answer = caller().post(at("sonnet", "/chat/completions"), BODY, "api-key", "sk-test");
        assertThat(answer.body()).contains("\"content\":\"Hi\"");
        assertThat(CLAUDE.take().json().string("model")).isEqualTo("claude-upstream");
    }

    @Test
    void servesWhatIsNotChat() {
        for (var path : new String[] {"/completions", "/embeddings", "/images/generations", "/audio/speech"}) {
            PROVIDER.answers(Script.json("{\"odd\":1}"));
            var answer =
                    caller().post(at("gpt-test", path), "{\"input\":\"a\",\"prompt\":\"a\"}", "api-key", "sk-test");
            assertThat(answer.body()).as(path).isEqualTo("{\"odd\":1}");
            var asked = PROVIDER.take();
            assertThat(asked.path()).isEqualTo("/v1" + path);
            assertThat(asked.json().string("model")).isEqualTo("upstream-model");
        }
    }

    @Test
    void sendsFormsWithTheModelOfThePath() {
        PROVIDER.answers(Script.json("{\"text\":\"Hi\"}"));
        var named = new Form().field("model", "whisper").file("file", 1000);
        var unnamed = new Form().file("file", 1000);
        for (var path : new String[] {"/audio/transcriptions", "/audio/translations", "/images/edits"}) {
            for (var form : new Form[] {named, unnamed}) {
                var answer = caller().post(
                                at("gpt-test", path), form.bytes(), "content-type", Form.TYPE, "api-key", "sk-test");
                assertThat(answer.body()).isEqualTo("{\"text\":\"Hi\"}");
                var asked = PROVIDER.take();
                assertThat(asked.path()).isEqualTo("/v1" + path);
                assertThat(asked.body()).containsOnlyOnce("name=\"model\"").contains("upstream-model");
            }
        }
    }

    @Test
    void servesTheNewerPathsWhereNoProviderIsCalledOpenai() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var body = Caller.HELLO;
        assertThat(caller().post("/openai/v1/chat/completions", body, "api-key", "sk-test")
                        .body())
                .isEqualTo(Script.CHAT);
        assertThat(caller().post("/models/chat/completions" + VERSION, body, "api-key", "sk-test")
                        .body())
                .isEqualTo(Script.CHAT);
        assertThat(caller().get("/openai/v1/models", "api-key", "sk-test").body())
                .contains("gpt-test");
        assertThat(caller().get("/openai/models" + VERSION, "api-key", "sk-test")
                        .body())
                .contains("gpt-test");
        assertThat(caller().get("/openai/v1/files/file-1", "api-key", "sk-test").statusCode())
                .isEqualTo(200);
        try (var named = TestGateway.start(
                new GatewayText().provider("openai", PROVIDER.baseUrl()).model("gpt-test", "openai", "other"))) {
            PROVIDER.answers(Script.json(Script.CHAT));
            named.caller().post("/openai/v1/chat/completions", body);
            assertThat(PROVIDER.take().json().string("model")).isEqualTo("gpt-test");
            named.reload(CONFIG);
            named.caller().post("/openai/v1/chat/completions", body);
            assertThat(PROVIDER.take().json().string("model")).isEqualTo("upstream-model");
        }
    }

    @Test
    void refusesAsOpenAiDoes() {
        PROVIDER.answers(Script.json(Script.CHAT));
        assertThat(caller().post(at("gpt-test", "/chat/completions"), BODY).statusCode())
                .isEqualTo(401);
        var unknown = caller().post(at("nobody", "/chat/completions"), BODY, "api-key", "sk-test");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(RestDoorContract.error(unknown.body()).string("code")).isEqualTo("model_not_found");
        var twice = "{\"model\":\"a\",\"model\":\"b\"}";
        assertThat(caller().post(at("gpt-test", "/chat/completions"), twice, "api-key", "sk-test")
                        .statusCode())
                .isEqualTo(400);
        assertThat(PROVIDER.waiting()).isZero();
    }
}
