package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenAI clients drop `reasoning_content`, and DeepSeek refuses a tool turn without it: it is put back, nothing else.
final class ReasoningReplayTest {

    private static final FakeProvider VENDOR = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .provider("deepseek", VENDOR.baseUrl(), "vendor: deepseek")
            .model("thinker", "deepseek", "thinker")
            .provider("plain", VENDOR.baseUrl())
            .model("plain", "plain", "plain"));
    private static final Caller CALLER = GATEWAY.caller();

    private static final String QUOTED = "\"Rain \\\"in\\\" 成都?\"";
    private static final String CALLS = "\"tool_calls\":[{\"index\":0,\"id\":\"ID\",\"type\":\"function\","
            + "\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]";
    private static final String WHOLE =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"thinker\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                    + "\"reasoning_content\":" + QUOTED + "," + CALLS + "},\"finish_reason\":\"tool_calls\"}]}";
    private static final String STREAM =
            Script.chunk("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}", "null")
                    + Script.chunk("{\"reasoning_content\":\"Rain \\\"in\"}", "null")
                    + Script.chunk("{\"reasoning_content\":\"\\\" 成都?\"}", "null")
                    + Script.chunk("{" + CALLS + "}", "null")
                    + Script.chunk("{}", "\"tool_calls\"")
                    + Script.DONE;

    @AfterAll
    static void close() {
        GATEWAY.close();
        VENDOR.close();
    }

    /// A second turn as clients send it, with `inside` at the beginning of the assistant's message.
    private static String second(String model, String id, String inside, String more) {
        return "{ \"model\":\"" + model + "\",\n \"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}, {" + inside
                + "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"" + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"rain\"}]" + more + " }";
    }

    private static void begin(boolean streamed, String id) {
        VENDOR.answers(Script.json(Script.CHAT))
                .then(streamed ? Script.bytewise(STREAM.replace("ID", id)) : Script.json(WHOLE.replace("ID", id)));
        var answer = CALLER.chat("{\"model\":\"thinker\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(streamed ? "Rain \\\"in" : QUOTED);
        VENDOR.take();
    }

    private static void sends(String body, String expected) {
        VENDOR.answers(Script.json(Script.CHAT));
        var answer = CALLER.chat(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(VENDOR.take().body()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void putsBackWhatTheClientDropped(boolean streamed) {
        var id = "call_back_" + streamed;
        begin(streamed, id);
        sends(second("thinker", id, "", ""), second("thinker", id, "\"reasoning_content\":" + QUOTED + ",", ""));
        var none = "\"reasoning_content\":null,";
        sends(second("thinker", id, none, ""), second("thinker", id, "\"reasoning_content\":" + QUOTED + ",", ""));
    }

    @Test
    void sendsAnEmptyTextWhereNothingIsKnown() {
        sends(second("thinker", "call_new", "", ""), second("thinker", "call_new", "\"reasoning_content\":\"\",", ""));
    }

    @Test
    void takesWhatTheClientSaysUnderAnotherName() {
        sends(
                second("thinker", "call_new", "\"reasoning\":\"So.\",", ""),
                second("thinker", "call_new", "\"reasoning_content\":\"So.\",\"reasoning\":\"So.\",", ""));
    }

    @Test
    void changesNothingOfARequestThatHasItOrWantsNone() {
        begin(false, "call_kept");
        var has = second("thinker", "call_kept", "\"reasoning_content\":\"mine\",", "");
        sends(has, has);
        var off = second("thinker", "call_kept", "", ",\"thinking\":{\"type\":\"disabled\"}");
        sends(off, off);
        var other = second("plain", "call_kept", "", "");
        sends(other, other);
    }
}
