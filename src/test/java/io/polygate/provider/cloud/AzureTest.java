package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Azure OpenAI through the gateway: its paths, its key, and the tokens of Entra.
final class AzureTest {

    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"gpt\",\"status\":\"completed\","
                    + "\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2}}";

    private FakeProvider backend;
    private FakeProvider entra;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        backend = new FakeProvider();
        entra = new FakeProvider();
        var url = "dialect: azure, base-url: \"http://127.0.0.1:" + backend.port() + "\"";
        var application = "tenant: contoso, client-id: app, client-secret: entra-secret, authority: \"http://127.0.0.1:"
                + entra.port() + "\"";
        gateway = TestGateway.start(new GatewayText()
                .account("id: v1, " + url + ", credentials: [{value: azure-key}]")
                .account("id: old, " + url + ", api-version: \"2024-10-21\", credentials: [{value: azure-key}]")
                .account("id: new, " + url + ", api-version: 2025-04-01-preview, credentials: [{value: azure-key}]")
                .account("id: entra, " + url + ", credentials: [{" + application + "}]")
                .model("gpt", "v1", "my-gpt")
                .model("gpt-old", "old", "my:gpt")
                .model("gpt-new", "new", "my-gpt")
                .model("gpt-entra", "entra", "my-gpt"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
        entra.close();
    }

    private static String asking(String model) {
        return Caller.HELLO.replace("gpt-test", model);
    }

    /// A token server that gives `token-1`, `token-2`, … for so many seconds each.
    private AtomicInteger tokens(int seconds) {
        var given = new AtomicInteger();
        entra.answers(received -> Script.json("{\"token_type\":\"Bearer\",\"expires_in\":" + seconds
                        + ",\"access_token\":\"token-" + given.incrementAndGet() + "\"}")
                .play(received));
        return given;
    }

    @Test
    void chatPassesAtThePathsOfV1() {
        backend.answers(Script.json(Script.CHAT));
        var answer = gateway.caller().chat(asking("gpt"));
        assertThat(answer.body()).isEqualTo(Script.CHAT);
        var asked = backend.take();
        assertThat(asked.rawPath()).isEqualTo("/openai/v1/chat/completions");
        assertThat(asked.header("api-key")).isEqualTo("azure-key");
        assertThat(asked.header("authorization")).isNull();
        assertThat(asked.body()).isEqualTo(asking("my-gpt"));
    }

    @Test
    void aVersionMeansThePathsOfDeployments() {
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(asking("gpt-old")).statusCode()).isEqualTo(200);
        assertThat(backend.take().uri())
                .isEqualTo("/openai/deployments/my%3Agpt/chat/completions?api-version=2024-10-21");
    }

    @Test
    void aCallerOfAnotherDialectIsTranslated() {
        backend.answers(Script.json(Script.CHAT));
        var body = "{\"model\":\"gpt-old\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        var answer = gateway.caller().post("/v1/messages", body);
        assertThat(answer.body()).contains("\"text\":\"Hi\"");
        assertThat(backend.take().uri())
                .isEqualTo("/openai/deployments/my%3Agpt/chat/completions?api-version=2024-10-21");
    }

    @Test
    void responsesPassWhereTheVersionHasThem() {
        backend.answers(Script.json(RESPONSE));
        assertThat(gateway.caller()
                        .post("/v1/responses", "{\"model\":\"gpt\",\"input\":\"Hi\"}")
                        .body())
                .isEqualTo(RESPONSE);
        assertThat(backend.take().uri()).isEqualTo("/openai/v1/responses");
        assertThat(gateway.caller()
                        .post("/v1/responses", "{\"model\":\"gpt-new\",\"input\":\"Hi\"}")
                        .body())
                .isEqualTo(RESPONSE);
        assertThat(backend.take().uri()).isEqualTo("/openai/responses?api-version=2025-04-01-preview");
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller()
                        .post("/v1/responses", "{\"model\":\"gpt-old\",\"input\":\"Hi\"}")
                        .body())
                .contains("\"object\":\"response\"");
        assertThat(backend.take().uri()).contains("/chat/completions");
    }

    @Test
    void embeddingsPass() {
        var vectors = "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5]}],"
                + "\"model\":\"e\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";
        backend.answers(Script.json(vectors));
        assertThat(gateway.caller()
                        .post("/v1/embeddings", "{\"model\":\"gpt\",\"input\":\"Hi\"}")
                        .body())
                .isEqualTo(vectors);
        assertThat(backend.take().uri()).isEqualTo("/openai/v1/embeddings");
    }

    @Test
    void imagesAndSoundPassByKeyAndByToken() {
        tokens(3600);
        for (var model : new String[] {"gpt", "gpt-entra", "gpt-old"}) {
            boolean old = model.equals("gpt-old");
            var base = old ? "/openai/deployments/my%3Agpt/" : "/openai/v1/";
            var query = old ? "?api-version=2024-10-21" : "";
            backend.answers(Script.json("{\"created\":1,\"data\":[{\"b64_json\":\"eA==\"}]}"));
            var image = gateway.caller()
                    .post("/v1/images/generations", "{\"model\":\"" + model + "\",\"prompt\":\"a cat\"}");
            assertThat(image.statusCode()).as(image.body()).isEqualTo(200);
            assertThat(backend.take().uri()).isEqualTo(base + "images/generations" + query);
            backend.answers(Script.json("{\"text\":\"hello\"}"));
            var form = new Form().field("model", model).file("file", 200_000);
            var text = gateway.caller().post("/v1/audio/transcriptions", form.bytes(), "content-type", Form.TYPE);
            assertThat(text.body()).isEqualTo("{\"text\":\"hello\"}");
            var asked = backend.take();
            assertThat(asked.uri()).isEqualTo(base + "audio/transcriptions" + query);
            assertThat(asked.header(model.equals("gpt-entra") ? "authorization" : "api-key"))
                    .isEqualTo(model.equals("gpt-entra") ? "Bearer token-1" : "azure-key");
        }
    }

    @Test
    void aBlockedPromptIsAContentFilter() {
        var body =
                "{\"error\":{\"message\":\"The response was filtered\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,"
                        + "\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":{\"filtered\":true,\"severity\":\"high\"}}}}}";
        backend.answers(Script.json(400, body));
        var same = gateway.caller().chat(asking("gpt"));
        assertThat(same.statusCode()).isEqualTo(400);
        assertThat(same.body()).contains("content_filter").contains("ResponsibleAIPolicyViolation");
        var other = gateway.caller()
                .post(
                        "/v1/messages",
                        "{\"model\":\"gpt\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("The response was filtered");
    }

    @Test
    void anApplicationsTokenIsFetchedOnceAndSent() {
        var given = tokens(3600);
        backend.answers(Script.json(Script.CHAT));
        for (var i = 0; i < 3; i++) {
            assertThat(gateway.caller().chat(asking("gpt-entra")).statusCode()).isEqualTo(200);
            assertThat(backend.take().header("authorization")).isEqualTo("Bearer token-1");
        }
        assertThat(given.get()).isEqualTo(1);
        var asked = entra.take();
        assertThat(asked.path()).isEqualTo("/contoso/oauth2/v2.0/token");
        assertThat(asked.body())
                .contains("grant_type=client_credentials")
                .contains("client_id=app")
                .contains("client_secret=entra-secret")
                .contains("scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
    }

    @Test
    void aRevokedTokenCostsNoCallItsLife() {
        tokens(3600);
        backend.answers(received -> {
            var revoked = "Bearer token-1".equals(received.header("authorization"));
            (revoked ? Script.json(401, "{\"error\":{\"code\":\"401\"}}") : Script.json(Script.CHAT)).play(received);
        });
        assertThat(gateway.caller().chat(asking("gpt-entra")).statusCode()).isEqualTo(200);
        assertThat(gateway.caller().chat(asking("gpt-entra")).statusCode()).isEqualTo(200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer token-1");
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer token-2");
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer token-2");
    }

    @Test
    void tokensThatRunOutAreRenewedWithoutAFailure() {
        var given = tokens(1);
        backend.answers(Script.json(Script.CHAT));
        var caller = gateway.caller();
        while (given.get() < 4) {
            assertThat(caller.chat(asking("gpt-entra")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anApplicationThatIsRefusedIsNamedWithoutItsSecret() {
        entra.answers(Script.json(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215 secret entra-secret\"}"));
        var answer = gateway.caller().chat(asking("gpt-entra"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("invalid_client")
                .doesNotContain("entra-secret")
                .doesNotContain("AADSTS");
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aTokenServerThatIsAwayIsAnErrorAndComesBack() {
        entra.answers(Script.json(503, "{}"));
        assertThat(gateway.caller().chat(asking("gpt-entra")).statusCode()).isEqualTo(502);
        tokens(3600);
        backend.answers(Script.json(Script.CHAT));
        io.polygate.testing.Wait.until(
                gateway.vertx(),
                () -> gateway.caller().chat(asking("gpt-entra")).statusCode() == 200);
    }
}
