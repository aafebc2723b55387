package io.polygate.provider.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vertex through the gateway: Gemini, Claude, embeddings, and the tokens of a service account.
final class VertexTest {

    private static final String BASE = "/v1/projects/p/locations/l";
    private static final String ANSWER =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1,\"totalTokenCount\":4},\"modelVersion\":\"g\",\"odd\":[1, 2]}";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";
    private static final String CONTENTS =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}], \"odd\":1}";

    @TempDir
    Path folder;

    private FakeProvider backend;
    private FakeProvider google;
    private TestGateway gateway;
    private KeyPair keys;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        backend = new FakeProvider();
        google = new FakeProvider();
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        var file = folder.resolve("key.json");
        var pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        Files.writeString(
                file,
                "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"k1\",\"private_key\":"
                        + "\"-----BEGIN PRIVATE KEY-----\\n" + pem.replace("\n", "\\n")
                        + "\\n-----END PRIVATE KEY-----\\n\","
                        + "\"client_email\":\"me@p.iam.gserviceaccount.com\",\"token_uri\":\"http://127.0.0.1:"
                        + google.port() + "/token\"}");
        var url = "dialect: vertex, base-url: \"http://127.0.0.1:" + backend.port() + BASE + "\"";
        gateway = TestGateway.start(new GatewayText()
                .account("id: token, " + url + ", credentials: [{value: ya29-token}]")
                .account("id: file, " + url + ", service-account: \"" + file + "\"")
                .model("gemini", "token", "gemini-2.5-flash")
                .model("claude", "token", "claude-sonnet-4-5@20250929")
                .model("llama", "token", "meta/llama-4-maverick")
                .model("mistral", "token", "mistralai/mistral-small-2503@001")
                .model("embedder", "token", "gemini-embedding-001")
                .model("signed", "file", "gemini-2.5-flash"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
        google.close();
    }

    private static String asking(String model) {
        return Caller.HELLO.replace("gpt-test", model);
    }

    @Test
    void aCallerOfGeminiPassesUntouched() {
        backend.answers(Script.json(ANSWER));
        var answer = gateway.caller().post("/v1beta/models/gemini:generateContent", CONTENTS);
        assertThat(answer.body()).isEqualTo(ANSWER);
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo(BASE + "/publishers/google/models/gemini-2.5-flash:generateContent");
        assertThat(asked.header("authorization")).isEqualTo("Bearer ya29-token");
        assertThat(asked.body()).isEqualTo(CONTENTS);
    }

    @Test
    void aStreamPassesInItsOwnFraming() {
        backend.answers(Script.stream("data: " + ANSWER + "\r\n\r\n"));
        var answer = gateway.caller().post("/v1beta/models/gemini:streamGenerateContent?alt=sse", CONTENTS);
        assertThat(answer.body()).isEqualTo("data: " + ANSWER + "\r\n\r\n");
        assertThat(backend.take().uri()).endsWith(":streamGenerateContent?alt=sse");
    }

    @Test
    void anOpenAiCallerIsTranslated() {
        backend.answers(Script.stream("data: " + ANSWER + "\r\n\r\n"));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "gemini"));
        assertThat(answer.body()).contains("\"content\":\"Hi\"").contains("[DONE]");
        assertThat(backend.take().uri())
                .isEqualTo(BASE + "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    }

    @Test
    void anAnthropicCallerOfClaudePassesByRawPredict() {
        backend.answers(Script.json(MESSAGE));
        var body = "{\"model\":\"claude\", \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        var answer = gateway.caller().post("/v1/messages", body, "anthropic-beta", "x-1");
        assertThat(answer.body()).isEqualTo(MESSAGE);
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo(BASE + "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict");
        assertThat(asked.body())
                .isEqualTo(
                        "{\"anthropic_version\":\"vertex-2023-10-16\", \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(asked.header("anthropic-beta")).isEqualTo("x-1");
    }

    @Test
    void aStreamOfClaudeIsAskedForByItsOwnMethod() {
        backend.answers(
                Script.stream(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "claude"));
        assertThat(answer.statusCode()).isBetween(500, 599);
        var asked = backend.take();
        assertThat(asked.uri()).endsWith(":streamRawPredict");
        assertThat(asked.body()).contains("\"stream\":true").doesNotContain("\"model\"");
    }

    @Test
    void googlesErrorsBeforeClaudeAreUnderstood() {
        backend.answers(Script.json(
                429, "[{\"error\":{\"code\":429,\"message\":\"Quota exceeded\",\"status\":\"RESOURCE_EXHAUSTED\"}}]"));
        var answer = gateway.caller()
                .post(
                        "/v1/messages",
                        "{\"model\":\"claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("rate_limit_error").contains("Quota exceeded");
    }

    @Test
    void otherPublishersSpeakOpenAis() {
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(asking("llama")).body()).isEqualTo(Script.CHAT);
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo(BASE + "/endpoints/openapi/chat/completions");
        assertThat(asked.body()).contains("\"meta/llama-4-maverick\"");
    }

    @Test
    void mistralsModelsSpeakMistrals() {
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(asking("mistral")).body()).contains("\"content\":\"Hi\"");
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo(BASE + "/publishers/mistralai/models/mistral-small-2503@001:rawPredict");
        assertThat(asked.body()).contains("\"model\":\"mistral-small-2503\"");
    }

    @Test
    void aFailureOfTheCloudBeforeMistralIsGoogles() {
        backend.answers(Script.json(
                429, "{\"error\":{\"code\":429,\"message\":\"Quota exceeded\",\"status\":\"RESOURCE_EXHAUSTED\"}}"));
        var answer = gateway.caller().chat(asking("mistral"));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Quota exceeded");
    }

    @Test
    void embeddingsAreAskedForByPredict() {
        backend.answers(Script.json(
                "{\"predictions\":[{\"embeddings\":{\"values\":[0.5,0.25],\"statistics\":{\"token_count\":2}}}]}"));
        var answer =
                gateway.caller().post("/v1/embeddings", "{\"model\":\"embedder\",\"input\":[\"Hi\"],\"dimensions\":2}");
        assertThat(answer.body()).contains("[0.5,0.25]");
        var asked = backend.take();
        assertThat(asked.uri()).endsWith("/publishers/google/models/gemini-embedding-001:predict");
        assertThat(asked.body())
                .isEqualTo("{\"instances\":[{\"content\":\"Hi\"}],\"parameters\":{\"outputDimensionality\":2}}");
    }

    @Test
    void tokensAreCountedOfTheBareRequest() {
        backend.answers(Script.json("{\"totalTokens\":7}"));
        var body =
                "{\"generateContentRequest\":{\"model\":\"models/gemini\",\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}}";
        assertThat(gateway.caller()
                        .post("/v1beta/models/gemini:countTokens", body)
                        .body())
                .isEqualTo("{\"totalTokens\":7}");
        assertThat(backend.take().body()).isEqualTo("{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
    }

    @Test
    void aServiceAccountSignsForItsToken() throws GeneralSecurityException {
        google.answers(Script.json("{\"access_token\":\"ya29-signed\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"));
        backend.answers(Script.json(ANSWER));
        assertThat(gateway.caller().chat(asking("signed")).statusCode()).isEqualTo(200);
        assertThat(gateway.caller().chat(asking("signed")).statusCode()).isEqualTo(200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer ya29-signed");
        var claims = claims(google.take());
        assertThat(claims.string("iss")).isEqualTo("me@p.iam.gserviceaccount.com");
        assertThat(claims.string("aud")).isEqualTo("http://127.0.0.1:" + google.port() + "/token");
        assertThat(claims.string("scope")).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(claims.number("exp") - claims.number("iat")).isEqualTo(3600);
        assertThat(google.waiting()).isZero();
    }

    /// The claims of the assertion, its signature checked.
    private Json claims(Received asked) throws GeneralSecurityException {
        var form = URLDecoder.decode(asked.body(), UTF_8);
        assertThat(form).contains("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = form.replaceFirst("(?s).*assertion=", "")
                .replaceFirst("&.*", "")
                .split("\\.");
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8)).contains("\"kid\":\"k1\"");
        return Json.parse(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));
    }

    @Test
    void aClockThatGoesWrongIsSetRightByTheTokenServer() throws GeneralSecurityException {
        var theirs = ZonedDateTime.now(ZoneOffset.UTC).plusHours(3);
        google.answers(Script.json("{\"access_token\":\"ya29-later\",\"expires_in\":3599}"))
                .then(Script.json(
                        400,
                        "{\"error\":\"invalid_grant\"}",
                        "date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs)));
        backend.answers(Script.json(ANSWER));
        assertThat(gateway.caller().chat(asking("signed")).statusCode()).isEqualTo(200);
        google.take();
        var issued = Instant.ofEpochSecond(claims(google.take()).number("iat"));
        assertThat(issued)
                .isBetween(
                        theirs.toInstant().minusSeconds(60), theirs.toInstant().plusSeconds(60));
    }

    @Test
    void aKeyFileThatIsGoneIsSaidWithoutItsPath() throws IOException {
        Files.delete(folder.resolve("key.json"));
        var answer = gateway.caller().chat(asking("signed"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("key file cannot be read").doesNotContain(folder.toString());
    }
}
