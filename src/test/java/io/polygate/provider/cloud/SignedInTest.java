package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Frames;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts that a person signed in to, through the gateway: their files, their refresh, and what their backends speak.
final class SignedInTest {

    private static final String GEMINI =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1,\"totalTokenCount\":4}}";

    @TempDir
    Path folder;

    private FakeProvider backend;
    private FakeProvider server;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        backend = new FakeProvider();
        server = new FakeProvider();
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        backend.close();
        server.close();
    }

    private Path file(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json);
    }

    private String qwenFile(String access, String refresh, Instant ends) {
        return "{\"access_token\":\"" + access + "\",\"refresh_token\":\"" + refresh
                + "\",\"token_type\":\"Bearer\",\"resource_url\":\"" + "http://127.0.0.1:" + backend.port()
                + "\",\"expiry_date\":" + ends.toEpochMilli() + ",\"mine\":[1, 2]}";
    }

    private void gateway(String dialect, String model, Path... files) {
        var credentials = new StringBuilder();
        for (var file : files) {
            credentials
                    .append("{oauth: \"")
                    .append(file)
                    .append("\", token-url: \"http://127.0.0.1:")
                    .append(server.port())
                    .append("/token\"}, ");
        }
        gateway = TestGateway.start(new GatewayText()
                .account("id: account, dialect: " + dialect + ", base-url: \"http://127.0.0.1:" + backend.port()
                        + "\", credentials: [" + credentials + "]")
                .model("gpt-test", "account", model));
    }

    private AtomicInteger tokens(int seconds) {
        var given = new AtomicInteger();
        server.answers(received -> {
            int number = given.incrementAndGet();
            Script.json("{\"access_token\":\"new-" + number + "\",\"refresh_token\":\"refresh-" + number
                            + "\",\"token_type\":\"Bearer\",\"expires_in\":" + seconds + "}")
                    .play(received);
        });
        return given;
    }

    @Test
    void aTokenThatHoldsIsSentToTheAccountsOwnAddress() throws IOException {
        gateway(
                "qwen",
                "coder-model",
                file("q.json", qwenFile("old", "r", Instant.now().plusSeconds(3600))));
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(Caller.HELLO).body()).isEqualTo(Script.CHAT);
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo("/v1/chat/completions");
        assertThat(asked.header("authorization")).isEqualTo("Bearer old");
        assertThat(asked.header("x-dashscope-authtype")).isEqualTo("qwen-oauth");
        assertThat(server.waiting()).isZero();
    }

    @Test
    void aTokenThatRanOutIsRefreshedAndWrittenBack() throws IOException {
        var file = file("q.json", qwenFile("old", "r-old", Instant.now().minusSeconds(5)));
        gateway("qwen", "coder-model", file);
        tokens(3600);
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer new-1");
        assertThat(server.take().body()).contains("grant_type=refresh_token").contains("refresh_token=r-old");
        var written = Json.parse(Files.readString(file));
        assertThat(written.string("access_token")).isEqualTo("new-1");
        assertThat(written.string("refresh_token")).isEqualTo("refresh-1");
        assertThat(written.raw("mine")).isEqualTo("[1, 2]");
        assertThat(Instant.ofEpochMilli(written.number("expiry_date")))
                .isAfter(Instant.now().plusSeconds(3000));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aRevokedTokenIsRefreshedWithinTheCall() throws IOException {
        gateway(
                "qwen",
                "coder-model",
                file("q.json", qwenFile("old", "r", Instant.now().plusSeconds(3600))));
        tokens(3600);
        backend.answers(received -> ("Bearer old".equals(received.header("authorization"))
                        ? Script.json(401, "{\"error\":{\"message\":\"invalid access token\"}}")
                        : Script.json(Script.CHAT))
                .play(received));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer old");
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer new-1");
    }

    @Test
    void refreshesCostNoCallItsLife() throws IOException {
        gateway(
                "qwen",
                "coder-model",
                file("q.json", qwenFile("old", "r", Instant.now().minusSeconds(5))));
        var given = tokens(1);
        backend.answers(Script.json(Script.CHAT));
        var caller = gateway.caller();
        while (given.get() < 5) {
            assertThat(caller.chat(Caller.HELLO).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDeadAccountLeavesTheCallsToTheOthers() throws IOException {
        var dead = file("dead.json", qwenFile("dead", "r-dead", Instant.now().minusSeconds(5)));
        var alive =
                file("alive.json", qwenFile("alive", "r-alive", Instant.now().plusSeconds(3600)));
        gateway("qwen", "coder-model", dead, alive);
        server.answers(Script.json(400, "{\"error\":\"invalid_grant\"}"));
        backend.answers(Script.json(Script.CHAT));
        for (var i = 0; i < 4; i++) {
            assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(200);
            assertThat(backend.take().header("authorization")).isEqualTo("Bearer alive");
        }
        assertThat(server.take().body()).contains("r-dead");
        assertThat(server.waiting()).isZero();
    }

    @Test
    void aDeadAccountSaysWhyWithoutItsTokens() throws IOException {
        gateway(
                "qwen",
                "coder-model",
                file("q.json", qwenFile("dead", "r-dead", Instant.now().minusSeconds(5))));
        server.answers(Script.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"r-dead is revoked\"}"));
        var answer = gateway.caller().chat(Caller.HELLO);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("the Qwen account must sign in again")
                .contains("invalid_grant")
                .doesNotContain("r-dead")
                .doesNotContain(folder.toString());
    }

    /// Else the token that ran out would be taken for a new one.
    @Test
    void anAnswerWithoutATokenIsNoRefresh() throws IOException {
        var said = qwenFile("old", "r-old", Instant.now().minusSeconds(5));
        var file = file("q.json", said);
        gateway("qwen", "coder-model", file);
        server.answers(Script.json("{\"error\":\"server_error\",\"expires_in\":3600}"));
        var answer = gateway.caller().chat(Caller.HELLO);
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(answer.body()).contains("the Qwen account got no token: server_error");
        assertThat(backend.waiting()).isZero();
        assertThat(Files.readString(file)).isEqualTo(said);
    }

    @Test
    void vendorsToolsBecomeQwensOwn() throws IOException {
        gateway(
                "qwen",
                "coder-model",
                file("q.json", qwenFile("old", "r", Instant.now().plusSeconds(3600))));
        backend.answers(Script.json(Script.CHAT));
        var body = "{\"model\":\"gpt-test\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"},{\"type\":\"code_execution_20250522\",\"name\":\"code_execution\"}]}";
        assertThat(gateway.caller().post("/v1/messages", body).statusCode()).isEqualTo(200);
        assertThat(backend.take().body())
                .contains("\"tools\":[{\"type\":\"web_search\"},{\"type\":\"code_interpreter\"}]");
    }

    @Test
    void geminiGoesInTheEnvelopesOfCodeAssist() throws IOException {
        gateway(
                "gemini-cli",
                "gemini-2.5-pro",
                file("g.json", qwenFile("ya29", "r", Instant.now().plusSeconds(3600))));
        backend.answers(received -> (received.path().endsWith("loadCodeAssist")
                        ? Script.json(
                                "{\"currentTier\":{\"id\":\"free-tier\"},\"cloudaicompanionProject\":\"my-project\"}")
                        : received.path().endsWith("streamGenerateContent")
                                ? Script.stream("data: {\"response\":" + GEMINI + ",\"traceId\":\"t1\"}\n\n")
                                : Script.json("{\"response\":" + GEMINI + ",\"traceId\":\"t1\"}"))
                .play(received));
        var answer = gateway.caller().chat(Caller.HELLO);
        assertThat(answer.body()).contains("\"content\":\"Hi\"").contains("\"total_tokens\":4");
        assertThat(backend.take().uri()).isEqualTo("/v1internal:loadCodeAssist");
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo("/v1internal:generateContent");
        assertThat(asked.header("authorization")).isEqualTo("Bearer ya29");
        assertThat(asked.json().string("model")).isEqualTo("gemini-2.5-pro");
        assertThat(asked.json().string("project")).isEqualTo("my-project");
        assertThat(asked.json().object("request").raw("contents"))
                .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]");
        var stream = gateway.caller().chat(Caller.HELLO_STREAM);
        assertThat(stream.body()).contains("\"content\":\"Hi\"").contains("[DONE]");
        assertThat(backend.take().uri()).isEqualTo("/v1internal:streamGenerateContent?alt=sse");
        var own = gateway.caller()
                .post(
                        "/v1beta/models/gpt-test:streamGenerateContent?alt=sse",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(own.body())
                .isEqualTo("data: " + GEMINI.substring(0, GEMINI.length() - 1) + ",\"responseId\":\"t1\"}\r\n\r\n");
        var array = gateway.caller()
                .post(
                        "/v1beta/models/gpt-test:streamGenerateContent",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(Json.parse(array.body()).items()).hasSize(1);
    }

    private static String kiroFile(String method, Instant ends) {
        return "{\"accessToken\":\"kiro-old\",\"refreshToken\":\"kiro-refresh\",\"expiresAt\":\"" + ends
                + "\",\"profileArn\":\"arn:aws:kiro\",\"authMethod\":\"" + method
                + "\",\"region\":\"us-east-1\",\"clientIdHash\":\"abc123\"}";
    }

    private static Buffer kiroAnswer() {
        return Frames.event("assistantResponseEvent", "{\"content\":\"<thinking>Hm\"}")
                .appendBuffer(Frames.event("assistantResponseEvent", "{\"content\":\".</thinking>Let me look.\"}"))
                .appendBuffer(Frames.event(
                        "toolUseEvent", "{\"name\":\"look\",\"toolUseId\":\"t1\",\"input\":\"{\\\"at\\\":\"}"))
                .appendBuffer(Frames.event("toolUseEvent", "{\"name\":\"look\",\"toolUseId\":\"t1\",\"input\":\"1}\"}"))
                .appendBuffer(Frames.event("toolUseEvent", "{\"name\":\"look\",\"toolUseId\":\"t1\",\"stop\":true}"))
                .appendBuffer(Frames.event("contextUsageEvent", "{\"contextUsagePercentage\":1.0}"));
    }

    @Test
    void oneFileIsReadByEachVendorInItsOwnWay() throws IOException {
        var file = file("both.json", "{\"expiry_date\":1}");
        var url = ", base-url: \"http://127.0.0.1:" + backend.port() + "\", credentials: [{oauth: \"" + file + "\"}]";
        gateway = TestGateway.start(
                new GatewayText().account("id: first, dialect: qwen" + url).account("id: other, dialect: kiro" + url));
        assertThat(gateway.caller()
                        .chat(Caller.HELLO.replace("gpt-test", "first/m"))
                        .body())
                .contains("the Qwen account lacks access_token");
        assertThat(gateway.caller()
                        .chat(Caller.HELLO.replace("gpt-test", "other/m"))
                        .body())
                .contains("the Kiro account lacks accessToken");
    }

    @Test
    void kiroSpeaksOfAConversationAndAnswersInFrames() throws IOException {
        gateway(
                "kiro",
                "claude-sonnet-4.5",
                file("k.json", kiroFile("social", Instant.now().plusSeconds(3600))));
        backend.answers(Script.body(Frames.TYPE, kiroAnswer()));
        var body =
                "{\"model\":\"gpt-test\",\"reasoning_effort\":\"low\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Look\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"old\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"seen\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"number\"}},\"required\":null}}}]}";
        var answer = Json.parse(gateway.caller().chat(body).body());
        var message = answer.items("choices").getFirst().object("message");
        assertThat(message.string("content")).isEqualTo("Let me look.");
        assertThat(message.string("reasoning_content")).isEqualTo("Hm.");
        assertThat(message.raw("tool_calls")).contains("\"name\":\"look\"").contains("{\\\"at\\\":1}");
        assertThat(answer.items("choices").getFirst().string("finish_reason")).isEqualTo("tool_calls");
        assertThat(answer.object("usage").number("total_tokens")).isEqualTo(2000);
        var asked = backend.take();
        assertThat(asked.uri()).isEqualTo("/generateAssistantResponse");
        assertThat(asked.header("authorization")).isEqualTo("Bearer kiro-old");
        assertThat(asked.json().string("profileArn")).isEqualTo("arn:aws:kiro");
        var state = asked.json().object("conversationState");
        var current = state.object("currentMessage").object("userInputMessage");
        assertThat(current.string("modelId")).isEqualTo("claude-sonnet-4.5");
        var context = current.object("userInputMessageContext");
        assertThat(context.raw("toolResults"))
                .isEqualTo("[{\"toolUseId\":\"c1\",\"content\":[{\"text\":\"seen\"}],\"status\":\"success\"}]");
        assertThat(context.raw("tools"))
                .contains("\"name\":\"look\"")
                .contains("\"name\":\"old\"")
                .doesNotContain("null");
        var history = state.items("history");
        assertThat(history).hasSize(4);
        assertThat(history.getFirst().object("userInputMessage").string("content"))
                .startsWith("<thinking_mode>enabled</thinking_mode>")
                .endsWith("Be brief.");
    }

    @Test
    void kiroRefreshesASocialSignIn() throws IOException {
        var file = file("k.json", kiroFile("social", Instant.now().minusSeconds(5)));
        gateway("kiro", "claude-sonnet-4.5", file);
        server.answers(Script.json("{\"accessToken\":\"kiro-new\",\"refreshToken\":\"kiro-next\",\"expiresIn\":3600}"));
        backend.answers(Script.body(Frames.TYPE, kiroAnswer()));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer kiro-new");
        assertThat(server.take().body()).isEqualTo("{\"refreshToken\":\"kiro-refresh\"}");
        assertThat(Json.parse(Files.readString(file)).string("refreshToken")).isEqualTo("kiro-next");
    }

    @Test
    void kiroRefreshesAnIdentityCentersSignInAsItsClient() throws IOException {
        file("abc123.json", "{\"clientId\":\"cid\",\"clientSecret\":\"csecret\"}");
        gateway(
                "kiro",
                "claude-sonnet-4.5",
                file("k.json", kiroFile("IdC", Instant.now().minusSeconds(5))));
        server.answers(Script.json("{\"accessToken\":\"kiro-new\",\"expiresIn\":3600,\"tokenType\":\"Bearer\"}"));
        backend.answers(Script.body(Frames.TYPE, kiroAnswer()));
        assertThat(gateway.caller().chat(Caller.HELLO_STREAM).body())
                .contains("Let me look.")
                .contains("[DONE]");
        assertThat(server.take().body())
                .isEqualTo(
                        "{\"clientId\":\"cid\",\"clientSecret\":\"csecret\",\"grantType\":\"refresh_token\",\"refreshToken\":\"kiro-refresh\"}");
    }

    @Test
    void kirosFailuresAreUnderstood() throws IOException {
        gateway(
                "kiro",
                "claude-sonnet-4.5",
                file("k.json", kiroFile("social", Instant.now().plusSeconds(3600))));
        backend.answers(
                Script.json(402, "{\"message\":\"You have reached the limit.\",\"reason\":\"MONTHLY_REQUEST_COUNT\"}"));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(402);
        backend.answers(Script.json(
                400, "{\"message\":\"Input is too long.\",\"reason\":\"CONTENT_LENGTH_EXCEEDS_THRESHOLD\"}"));
        var tooLong = gateway.caller().chat(Caller.HELLO);
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("Input is too long.");
        backend.answers(Script.body(
                Frames.TYPE,
                Frames.event("assistantResponseEvent", "{\"content\":\"Hel\"}")
                        .appendBuffer(Frames.exception("InternalServerException", "{\"message\":\"It broke\"}"))));
        assertThat(gateway.caller().chat(Caller.HELLO_STREAM).body())
                .contains("Hel")
                .contains("It broke");
    }

    @Test
    void anAccountWithoutAProjectIsSetUpForCodeAssist() throws IOException {
        gateway(
                "gemini-cli",
                "gemini-2.5-pro",
                file("g.json", qwenFile("ya29", "r", Instant.now().plusSeconds(3600))));
        backend.answers(received -> (switch (received.path()) {
                    case "/v1internal:loadCodeAssist" ->
                        Script.json("{\"allowedTiers\":[{\"id\":\"standard-tier\"},"
                                + "{\"id\":\"legacy-tier\",\"isDefault\":true}]}");
                    case "/v1internal:onboardUser" -> Script.json("{\"name\":\"operations/op-1\"}");
                    case "/v1internal/operations/op-1" ->
                        Script.json("{\"name\":\"operations/op-1\",\"done\":true,\"response\":"
                                + "{\"cloudaicompanionProject\":{\"id\":\"given-project\",\"name\":\"n\"}}}");
                    default -> Script.json("{\"response\":" + GEMINI + "}");
                })
                .play(received));
        for (var i = 0; i < 2; i++) {
            assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(200);
        }
        assertThat(backend.take().body())
                .isEqualTo("{\"metadata\":{\"ideType\":\"IDE_UNSPECIFIED\",\"platform\":\"PLATFORM_UNSPECIFIED\","
                        + "\"pluginType\":\"GEMINI\"}}");
        assertThat(backend.take().json().string("tierId")).isEqualTo("legacy-tier");
        var polled = backend.take();
        assertThat(polled.method()).isEqualTo("GET");
        assertThat(polled.header("authorization")).isEqualTo("Bearer ya29");
        for (var i = 0; i < 2; i++) {
            var asked = backend.take();
            assertThat(asked.path()).isEqualTo("/v1internal:generateContent");
            assertThat(asked.json().string("project")).isEqualTo("given-project");
        }
        assertThat(backend.waiting()).as("set up once").isZero();
    }

    @Test
    void anAccountThatCannotBeSetUpSaysSo() throws IOException {
        gateway(
                "gemini-cli",
                "gemini-2.5-pro",
                file("g.json", qwenFile("ya29", "r", Instant.now().plusSeconds(3600))));
        backend.answers(received -> (received.path().endsWith("loadCodeAssist")
                        ? Script.json("{\"allowedTiers\":[]}")
                        : Script.json(403, "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}"))
                .play(received));
        var answer = gateway.caller().chat(Caller.HELLO);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("Code Assist refused the Gemini CLI account: PERMISSION_DENIED");
    }

    @Test
    void everyVendorsRevokedAccountMustSignInAgain() throws IOException {
        server.answers(Script.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"kiro-refresh\"}"));
        backend.answers(Script.json(Script.CHAT));
        gateway("kiro", "claude-sonnet-4.5", file("k.json", kiroFile("social", Instant.EPOCH)));
        var kiro = gateway.caller().chat(Caller.HELLO);
        assertThat(kiro.statusCode()).isEqualTo(502);
        assertThat(kiro.body())
                .contains("the Kiro account must sign in again: its refresh was refused (invalid_grant)")
                .doesNotContain("kiro-refresh");
        gateway.close();
        gateway("gemini-cli", "gemini-2.5-pro", file("g.json", qwenFile("ya29", "r", Instant.EPOCH)));
        assertThat(gateway.caller().chat(Caller.HELLO).body())
                .contains("the Gemini CLI account must sign in again: its refresh was refused (invalid_grant)");
    }

    @Test
    void aNewSignInIsTakenUpWhereTheOldOneWasRevoked() throws IOException {
        var file = file("q.json", qwenFile("dead", "r-dead", Instant.now().minusSeconds(5)));
        gateway("qwen", "coder-model", file);
        server.answers(Script.json(400, "{\"error\":\"invalid_grant\"}"));
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(502);
        Files.writeString(file, qwenFile("fresh", "r-fresh", Instant.now().plusSeconds(3600)));
        Wait.until(() -> gateway.caller().chat(Caller.HELLO).statusCode() == 200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer fresh");
    }

    @Test
    void severalDeadAccountsSayWhyUntilSomebodySignsInAgain() throws IOException {
        var dead = file("dead.json", qwenFile("dead", "r-dead", Instant.now().minusSeconds(5)));
        gateway("qwen", "coder-model", dead, folder.resolve("gone.json"));
        server.answers(Script.json(400, "{\"error\":\"invalid_grant\"}"));
        backend.answers(Script.json(Script.CHAT));
        assertThat(gateway.caller().chat(Caller.HELLO).statusCode()).isEqualTo(502);
        var again = gateway.caller().chat(Caller.HELLO);
        assertThat(again.statusCode()).isEqualTo(502);
        assertThat(again.body())
                .contains("the Qwen account must sign in again: its refresh was refused (invalid_grant)")
                .contains("the Qwen account: the file cannot be read");
        Files.writeString(dead, qwenFile("fresh", "r-fresh", Instant.now().plusSeconds(3600)));
        Wait.until(() -> gateway.caller().chat(Caller.HELLO).statusCode() == 200);
        assertThat(backend.take().header("authorization")).isEqualTo("Bearer fresh");
    }
}
