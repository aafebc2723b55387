package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Frames;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of tools that a backend does not take: it gets shorter ones, the caller hears its own.
final class LongToolNamesTest {

    private static final String LONG = "mcp__plugin_everything-claude-code_github__create_pull_request_review";
    private static final Pattern SENT = Pattern.compile("\"name\":\"(mcp__[^\"]+)\"");
    private static final String CALL = "{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":"
            + "{\"name\":\"%s\",\"arguments\":\"{\\\"n\\\":1}\"}}";

    @TempDir
    static Path folder;

    private static FakeProvider backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = new FakeProvider();
        var account = Files.writeString(
                folder.resolve("kiro.json"),
                "{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresAt\":\"2099-01-01T00:00:00Z\","
                        + "\"profileArn\":\"p\",\"authMethod\":\"social\",\"region\":\"us-east-1\"}");
        var url = "base-url: \"http://127.0.0.1:" + backend.port() + "\"";
        gateway = TestGateway.start(new GatewayText()
                .account("id: chat, dialect: openai, " + url)
                .account("id: aws, dialect: bedrock, " + url + ", credentials: [{value: k}]")
                .account("id: kiro, dialect: kiro, " + url + ", credentials: [{oauth: \"" + account + "\"}]")
                .model("chat", "chat", "m")
                .model("bedrock", "aws", "amazon.nova-lite-v1")
                .model("kiro", "kiro", "claude"));
        backend.answers(LongToolNamesTest::call);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    /// Calls the tool by the name that was sent, as backends do.
    private static void call(Received asked) {
        var found = SENT.matcher(asked.body());
        var name = found.find() ? found.group(1) : "none";
        var script =
                switch (asked.path()) {
                    case "/generateAssistantResponse" ->
                        Script.body(
                                Frames.TYPE,
                                Frames.event(
                                        "toolUseEvent",
                                        "{\"name\":\"" + name + "\",\"toolUseId\":\"t\",\"input\":\"{}\"}"));
                    case "/model/amazon.nova-lite-v1/converse" ->
                        Script.json("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"toolUse\":"
                                + "{\"toolUseId\":\"t\",\"name\":\"" + name + "\",\"input\":{}}}]}},"
                                + "\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1}}");
                    case "/model/amazon.nova-lite-v1/converse-stream" ->
                        Script.body(
                                Frames.TYPE,
                                Frames.event("messageStart", "{\"role\":\"assistant\"}")
                                        .appendBuffer(Frames.event(
                                                "contentBlockStart",
                                                "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\","
                                                        + "\"name\":\"" + name + "\"}}}"))
                                        .appendBuffer(Frames.event("contentBlockStop", "{\"contentBlockIndex\":0}"))
                                        .appendBuffer(Frames.event("messageStop", "{\"stopReason\":\"tool_use\"}")));
                    default -> chat(asked, CALL.formatted(name));
                };
        script.play(asked);
    }

    private static Script chat(Received asked, String call) {
        return asked.body().contains("\"stream\":true")
                ? Script.stream(Script.chunk("{\"role\":\"assistant\",\"tool_calls\":[" + call + "]}", "null")
                        + Script.chunk("{}", "\"tool_calls\"")
                        + Script.DONE)
                : Script.json("{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"tool_calls\":[" + call + "]},\"finish_reason\":\"tool_calls\"}]}");
    }

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":99,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"" + LONG
                + "\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"c1\",\"content\":\"ok\"}]}],"
                + "\"tools\":[{\"name\":\"" + LONG + "\",\"input_schema\":{\"type\":\"object\"}},"
                + "{\"name\":\"" + LONG + "s\",\"input_schema\":{\"type\":\"object\"}}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "bedrock", "kiro"})
    void aCallOfAToolWithALongNameComesBackByItsOwnName(String model) {
        for (var stream : new boolean[] {false, true}) {
            var answer = gateway.caller().post("/v1/messages", asking(model, stream));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"name\":\"" + LONG + "\"");
            var names = SENT.matcher(backend.take().body())
                    .results()
                    .map(name -> name.group(1))
                    .toList();
            assertThat(names).hasSize(3).allMatch(name -> name.length() == 64);
            assertThat(names.stream().distinct())
                    .as("the history's call has the name of its tool, others another")
                    .hasSize(2);
        }
    }

    @Test
    void aChoiceOfOneToolNamesItAsItIsSent() {
        var body = asking("chat", false)
                .replaceFirst("\\{", "{\"tool_choice\":{\"type\":\"tool\",\"name\":\"" + LONG + "\"},");
        assertThat(gateway.caller().post("/v1/messages", body).statusCode()).isEqualTo(200);
        var sent = backend.take().json();
        assertThat(sent.object("tool_choice").object("function").string("name"))
                .isEqualTo(sent.items("tools").getFirst().object("function").string("name"))
                .hasSize(64);
    }

    @Test
    void aNameThatABackendOfTheCallersOwnDialectRefusesIsItsToRefuse() {
        var body = Caller.HELLO
                .replace("gpt-test", "chat")
                .replaceFirst("}$", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"" + LONG + "\"}}]}");
        gateway.caller().chat(body);
        assertThat(backend.take().body()).contains("\"" + LONG + "\"");
    }
}
