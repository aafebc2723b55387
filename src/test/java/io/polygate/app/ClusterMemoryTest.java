package io.polygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one node of a cluster keeps is found from the other, also by one that joined later.
final class ClusterMemoryTest {

    private static final FakeProvider CHAT = new FakeProvider();
    private static final FakeProvider KEEPER = new FakeProvider();
    private static final FakeProvider CLAUDE = new FakeProvider();
    private static final int MEETING_PORT = GatewayText.freePort();

    private static final String PATH = "/v1/responses";
    private static final String THERE = "{\"id\":\"resp_there\",\"object\":\"response\",\"created_at\":1700000001,"
            + "\"status\":\"completed\",\"model\":\"upstream-model\",\"output\":[]}";
    private static final String THINKING = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-sonnet-4-5\",\"stop_sequence\":null,\"stop_reason\":\"tool_use\","
            + "\"usage\":{\"input_tokens\":9,\"output_tokens\":7},\"content\":["
            + "{\"type\":\"thinking\",\"thinking\":\"Rain?\",\"signature\":\"RXJVQkNrWUlB\"},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}]}";
    private static final String DONE = "{\"id\":\"msg_2\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-sonnet-4-5\",\"stop_sequence\":null,\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":9,\"output_tokens\":7},\"content\":[{\"type\":\"text\",\"text\":\"So.\"}]}";
    private static final String ASK = "{\"role\":\"user\",\"content\":\"Weather?\"}";
    private static final String ANSWERED = ASK + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
            + "{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"rain\"}";

    private static final TestGateway EARLY = TestGateway.start(text(MEETING_PORT));
    private static final String KEPT_EARLY = respond(EARLY.caller(), "\"input\":\"Hello\"");
    private static final boolean THOUGHT_EARLY = think(EARLY.caller(), ASK, THINKING);
    private static final TestGateway LATE = TestGateway.start(text(0));

    private static GatewayText text(int port) {
        return new GatewayText()
                .fake(CHAT)
                .backend("keeper", "responses", KEEPER.baseUrl())
                .model("kept-there", "keeper", "upstream-model")
                .backend("claude", "anthropic", "http://127.0.0.1:" + CLAUDE.port())
                .model("claude", "claude", "claude-sonnet-4-5")
                .key("other", "sk-other")
                .clusterNode(port, "doors, routing", MEETING_PORT);
    }

    @BeforeEach
    void forget() {
        CHAT.answers(Script.json(Script.CHAT));
        KEEPER.answers(Script.json(THERE));
    }

    @AfterAll
    static void close() {
        LATE.close();
        EARLY.close();
        CHAT.close();
        KEEPER.close();
        CLAUDE.close();
    }

    private static String respond(Caller caller, String members) {
        CHAT.answers(Script.json(Script.CHAT));
        var answer = caller.post(PATH, "{\"model\":\"gpt-test\"," + members + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        CHAT.take();
        return Json.parse(answer.body()).string("id");
    }

    private static boolean think(Caller caller, String messages, String answer) {
        CLAUDE.answers(Script.json(answer));
        var got = caller.chat("{\"model\":\"claude\",\"reasoning_effort\":\"medium\",\"tools\":[{\"type\":\"function\","
                + "\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}],\"messages\":["
                + messages + "]}");
        assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
        return true;
    }

    @Test
    void findsAResponseThatAnotherNodeKeeps() {
        var path = PATH + "/" + KEPT_EARLY;
        var here = EARLY.caller().get(path);
        var there = LATE.caller().get(path);
        assertThat(there.statusCode()).as(there.body()).isEqualTo(200);
        assertThat(there.body()).isEqualTo(here.body());
        assertThat(LATE.caller().get(path + "/input_items").body()).contains("Hello");
        assertThat(LATE.caller().post(path + "/cancel", "").statusCode()).isEqualTo(400);
        assertThat(LATE.caller().withKey("sk-other").get(path).statusCode()).isEqualTo(404);
        assertThat(LATE.caller().get(PATH + "/resp_nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void continuesAConversationWhoseTurnsWereOnBothNodes() {
        var second = respond(LATE.caller(), "\"input\":\"More\",\"previous_response_id\":\"" + KEPT_EARLY + "\"");
        var answer = EARLY.caller()
                .post(PATH, "{\"model\":\"gpt-test\",\"input\":\"On\",\"previous_response_id\":\"" + second + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(CHAT.take().json().items("messages")).hasSize(5);
    }

    @Test
    void deletesAResponseThatAnotherNodeKeeps() {
        var path = PATH + "/" + respond(EARLY.caller(), "\"input\":\"Hello\"");
        assertThat(LATE.caller().method("DELETE", path).statusCode()).isEqualTo(200);
        assertThat(EARLY.caller().get(path).statusCode()).isEqualTo(404);
        assertThat(LATE.caller().get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void asksTheProviderThatKeepsWhatAnotherNodeCalledFor() {
        var answer = EARLY.caller().post(PATH, "{\"model\":\"kept-there\",\"input\":\"Hello\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        KEEPER.take();
        assertThat(LATE.caller().get(PATH + "/resp_there").body()).isEqualTo(THERE);
        assertThat(KEEPER.take().path()).isEqualTo("/v1/responses/resp_there");
    }

    @Test
    void goesOnFromThinkingThatWasThereBeforeTheNodeJoined() {
        assertThat(THOUGHT_EARLY).isTrue();
        CLAUDE.take();
        think(LATE.caller(), ANSWERED, DONE);
        var turn = CLAUDE.take().json().items("messages").get(1).items("content");
        assertThat(turn.getFirst().string("signature")).isEqualTo("RXJVQkNrWUlB");
    }
}
