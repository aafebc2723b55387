package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A model goes on from what it thought before it called a tool, though its caller can't send that back.
final class RecollectionTest {

    private static final FakeProvider ANTHROPIC = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .backend("anthropic", "anthropic", "http://127.0.0.1:" + ANTHROPIC.port())
            .model("claude", "anthropic", "claude-sonnet-4-5")
            .key("other", "sk-other"));

    private static final String SIGNATURE = "RXJVQkNrWUlBUmdDSWtDZXBvRjhDWHFkQ0dJN08xQUFrRWN4dnRh";
    private static final String HEAD = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-sonnet-4-5\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":7},";
    private static final String WHOLE = HEAD + "\"stop_reason\":\"tool_use\",\"content\":["
            + "{\"type\":\"thinking\",\"thinking\":\"They want weather.\",\"signature\":\"" + SIGNATURE + "\"},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"成都\"}},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"weather\",\"input\":{\"city\":\"Ulm\"}}]}";
    private static final String STREAM = event(
                    "message_start", "\"message\":" + HEAD + "\"stop_reason\":null,\"content\":[]}")
            + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}")
            + delta(0, "thinking_delta", "thinking", "They want")
            + delta(0, "thinking_delta", "thinking", " weather.")
            + delta(0, "signature_delta", "signature", SIGNATURE)
            + event("content_block_stop", "\"index\":0")
            + tool(1, "toolu_1", "成都")
            + tool(2, "toolu_2", "Ulm")
            + event("message_delta", "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":7}")
            + event("message_stop", "\"x\":0");

    private static final String ASK = "{\"role\":\"user\",\"content\":\"Weather?\"}";
    private static final String ANSWERED = ASK + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
            + call("toolu_1", "成都") + "," + call("toolu_2", "Ulm")
            + "]},{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"rain\"},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_2\",\"content\":\"sun\"}";

    private static final String DONE =
            HEAD + "\"stop_reason\":\"end_turn\",\"content\":[{\"type\":\"text\",\"text\":\"So.\"}]}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        ANTHROPIC.close();
    }

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String delta(int index, String type, String field, String text) {
        return event(
                "content_block_delta",
                "\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\"" + field + "\":\"" + text + "\"}");
    }

    private static String tool(int index, String id, String city) {
        return event(
                        "content_block_start",
                        "\"index\":" + index + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"" + id
                                + "\",\"name\":\"weather\",\"input\":{}}")
                + delta(index, "input_json_delta", "partial_json", "{\\\"city\\\":\\\"" + city + "\\\"}")
                + event("content_block_stop", "\"index\":" + index);
    }

    private static String call(String id, String city) {
        return "{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                + "\"arguments\":\"{\\\"city\\\":\\\"" + city + "\\\"}\"}}";
    }

    private static void ask(Caller caller, boolean streamed, String messages) {
        var answer = caller.chat("{\"model\":\"claude\",\"reasoning_effort\":\"medium\",\"stream\":" + streamed
                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}],"
                + "\"messages\":[" + messages + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /// The blocks of the assistant's turn in the request that the backend got.
    private static List<Json> turn(Json request) {
        var messages = request.items("messages");
        assertThat(messages).hasSize(3);
        return messages.get(1).items("content");
    }

    private static List<String> types(List<Json> blocks) {
        return blocks.stream().map(block -> block.string("type")).toList();
    }

    /// The first turn, which ends in calls whose ids begin as no other test's do.
    private static Json begin(boolean streamed, String ids) {
        var calls = Script.json(WHOLE.replace("toolu_", ids));
        ANTHROPIC.answers(Script.json(DONE)).then(streamed ? Script.bytewise(STREAM.replace("toolu_", ids)) : calls);
        ask(GATEWAY.caller(), streamed, ASK);
        return ANTHROPIC.take().json();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsTheThinkingBackBeforeTheCallsThatFollowedIt(boolean streamed) {
        var ids = "toolu_mine_" + streamed;
        assertThat(begin(streamed, ids).object("thinking").string("type")).isEqualTo("enabled");
        ask(GATEWAY.caller(), false, ANSWERED.replace("toolu_", ids));
        var second = ANTHROPIC.take().json();
        var blocks = turn(second);
        assertThat(types(blocks)).containsExactly("thinking", "tool_use", "tool_use");
        assertThat(blocks.getFirst().string("thinking")).isEqualTo("They want weather.");
        assertThat(blocks.getFirst().string("signature")).isEqualTo(SIGNATURE);
        assertThat(blocks.get(1).object("input").string("city")).isEqualTo("成都");
        assertThat(second.object("thinking").string("type")).isEqualTo("enabled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsNoThinkingBackForAnotherKey(boolean streamed) {
        var ids = "toolu_others_" + streamed;
        begin(streamed, ids);
        ask(GATEWAY.caller().withKey("sk-other"), false, ANSWERED.replace("toolu_", ids));
        var second = ANTHROPIC.take().json();
        assertThat(types(turn(second))).containsExactly("tool_use", "tool_use");
        assertThat(second.object("thinking").string("type")).isEqualTo("disabled");
    }
}
