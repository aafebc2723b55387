package io.polygate.wire.anthropic;

import static io.polygate.wire.anthropic.Wire.body;
import static io.polygate.wire.anthropic.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayException;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Usage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AnswerTest {

    private static ChatResponse answer(FinishReason finish, Part... parts) {
        return new ChatResponse("", "", 0, List.of(Choice.of(List.of(parts), finish)), Usage.of(3, 4), Extras.NONE);
    }

    @Test
    void countsEachTokenInOneBucket() {
        var usage = response(
                        "{'content':[],'usage':{'input_tokens':10,'cache_read_input_tokens':20,"
                                + "'cache_creation_input_tokens':35,'cache_creation':{'ephemeral_5m_input_tokens':5,'ephemeral_1h_input_tokens':30},"
                                + "'output_tokens':50,'output_tokens_details':{'thinking_tokens':40},"
                                + "'server_tool_use':{'web_search_requests':2,'web_fetch_requests':1},'service_tier':'standard'}}")
                .usage();
        assertThat(List.of(usage.input(), usage.cacheRead(), usage.cacheWrite5m(), usage.cacheWrite1h()))
                .containsExactly(10L, 20L, 5L, 30L);
        assertThat(List.of(usage.output(), usage.reasoning(), usage.serverToolCalls()))
                .containsExactly(10L, 40L, 3L);
        assertThat(usage.inputTotal()).isEqualTo(65);
        assertThat(usage.extras().of("anthropic")).containsKeys("service_tier", "server_tool_use");
    }

    @Test
    void writesWithoutATimeToLiveAreOfFiveMinutes() {
        var usage = response("{'content':[],'usage':{'input_tokens':1,'cache_creation_input_tokens':7}}")
                .usage();
        assertThat(usage.cacheWrite5m()).isEqualTo(7);
    }

    @Test
    void theBillOfSeveralRoundsIsTheirSumWithoutTheAdvisors() {
        var rounds = "'iterations':[{'type':'compaction','input_tokens':100,'output_tokens':10},"
                + "{'type':'advisor_message','input_tokens':999,'output_tokens':999},"
                + "{'type':'message','input_tokens':5,'output_tokens':6}]";
        var usage = response("{'content':[],'usage':{'input_tokens':5,'output_tokens':6," + rounds + "}}")
                .usage();
        assertThat(usage.inputTotal()).isEqualTo(105);
        assertThat(usage.outputTotal()).isEqualTo(16);
        var again = body(answer(FinishReason.of(Unified.STOP, null))).getJsonObject("usage");
        assertThat(again.getInteger("input_tokens")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "tool_use, TOOL_CALLS",
        "pause_turn, PAUSE",
        "refusal, CONTENT_FILTER",
        "compaction, PAUSE",
        "unheard_of, OTHER",
    })
    void everyStopReasonHasAMeaning(String raw, Unified unified) {
        var response = response("{'content':[],'stop_reason':'" + raw + "'}");
        assertThat(response.choices().getFirst().finish().unified()).isEqualTo(unified);
        assertThat(body(response).getString("stop_reason")).isEqualTo(raw.equals("unheard_of") ? "end_turn" : raw);
    }

    @ParameterizedTest
    @EnumSource(Unified.class)
    void everyWayToFinishHasAWord(Unified unified) {
        assertThat(body(answer(FinishReason.of(unified, null))).getString("stop_reason"))
                .isIn("end_turn", "max_tokens", "tool_use", "refusal", "pause_turn");
    }

    @Test
    void anAnswerThatStopsWithACallStopsForIt() {
        var call = Part.of(Content.ToolCall.of("call_1", "f", ""));
        var body = body(answer(FinishReason.of(Unified.STOP, "stop"), call));
        assertThat(body.getString("stop_reason")).isEqualTo("tool_use");
        assertThat(body.getJsonArray("content").getJsonObject(0).encode())
                .isEqualTo("{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"f\",\"input\":{}}");
    }

    @Test
    void anotherVendorsAnswerIsAWholeMessage() {
        var reasoning = Part.of(Content.Reasoning.of("hm"));
        var body = body(answer(FinishReason.of(Unified.STOP, "stop"), reasoning, Part.text("Hi"), Part.text("")));
        assertThat(body)
                .isEqualTo(
                        new JsonObject(
                                "{\"id\":\"msg_ours\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":["
                                        + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"Hi\"}],"
                                        + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,"
                                        + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation\":"
                                        + "{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":4}}"));
    }

    @Test
    void anotherVendorsSealsTravelInTheSignatureAndComeBackTheSame() {
        var signed = Part.of(new Content.Reasoning(null, List.of(new Content.Passage(false, "hm"))))
                .withSeal(new Seal(Seal.Kind.SIGNATURE, "gemini", "a:b=="));
        var closed = Part.of(new Content.Reasoning("rs_1", List.of()))
                .withSeal(new Seal(Seal.Kind.ENCRYPTED, "responses", "gAAA"));
        var body = body(answer(FinishReason.of(Unified.STOP, null), signed, closed));
        assertThat(body.getJsonArray("content").getJsonObject(1).getString("type"))
                .isEqualTo("redacted_thinking");
        var request = Wire.request(new JsonObject()
                .put("model", "m")
                .put(
                        "messages",
                        List.of(new JsonObject().put("role", "assistant").put("content", body.getJsonArray("content"))))
                .encode());
        assertThat(request.messages().getFirst().parts()).containsExactly(signed, closed);
    }

    @Test
    void keepsWhatTheModelHasNoPlaceFor() {
        var json =
                "{'id':'msg_1','type':'message','role':'assistant','model':'c','content':[{'type':'fallback','from':{'model':'a'}}],"
                        + "'stop_reason':'refusal','stop_sequence':null,'stop_details':{'type':'refusal','category':'cyber'},'container':{'id':'x'},"
                        + "'usage':{'input_tokens':1,'cache_creation_input_tokens':0,'cache_read_input_tokens':0,"
                        + "'cache_creation':{'ephemeral_5m_input_tokens':0,'ephemeral_1h_input_tokens':0},'output_tokens':2,'inference_geo':'eu'}}";
        assertThat(body(response(json))).isEqualTo(new JsonObject(json.replace('\'', '"')));
    }

    @Test
    void anAnswerThatIsAnErrorIsThatError() {
        assertThatThrownBy(
                        () -> response("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"))
                .isInstanceOf(GatewayException.class)
                .hasMessage("Overloaded");
        assertThatThrownBy(() -> response("{'base_resp':{'status_code':1002,'status_msg':'slow down'}}"))
                .hasMessage("slow down");
        assertThatThrownBy(() -> response("[]")).hasMessage("the backend's answer is not a JSON object");
    }
}
