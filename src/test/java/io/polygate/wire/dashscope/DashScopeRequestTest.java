package io.polygate.wire.dashscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Encoding;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What DashScope is asked.
final class DashScopeRequestTest {

    private static final Quirks QUIRKS =
            Quirks.decode("dashscope", Json.parse("{\"media-models\":\"-vl-\",\"accepts\":[\"cache_control\"]}"));

    private static Encoding encode(String model, String chat) {
        return Encoding.of(new DashScopeDialect(), Target.of(model, QUIRKS), chat);
    }

    @Test
    void putsMessagesIntoTheInputAndTheRestIntoParameters() {
        var asked = encode("qwen-max", """
                {"model":"m","messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"}],
                 "max_tokens":5,"temperature":0.5,"stop":["END"],"enable_search":true,"user":"u"}
                """);
        assertThat(asked.path()).isEqualTo("/services/aigc/text-generation/generation");
        assertThat(asked.request().headers()).isEmpty();
        assertThat(asked.body()).isEqualTo(new JsonObject("""
                                {"model":"qwen-max","input":{"messages":[{"role":"system","content":"Be brief"},
                                 {"role":"user","content":"Hi"}]},"parameters":{"result_format":"message",
                                 "max_tokens":5,"temperature":0.5,"stop":["END"],"enable_search":true}}
                                """));
        assertThat(asked.warnings()).containsExactly("user: not supported by dashscope");
    }

    @Test
    void asksForAStreamByHeaderAndForPiecesByParameter() {
        var asked = encode("qwen-max", "{\"model\":\"m\",\"stream\":true,\"messages\":[]}");
        assertThat(asked.request().headers())
                .containsEntry("x-dashscope-sse", "enable")
                .containsEntry("accept", "text/event-stream");
        assertThat(asked.body().getJsonObject("parameters"))
                .isEqualTo(new JsonObject("{\"result_format\":\"message\",\"incremental_output\":true}"));
    }

    @Test
    void collectsTheAnswerOfAModelThatThinksFromAStream() {
        var asked = encode("qwen3", "{\"model\":\"m\",\"messages\":[],\"reasoning_effort\":\"low\"}");
        assertThat(asked.request().headers()).containsKey("x-dashscope-sse");
        var parameters = asked.body().getJsonObject("parameters");
        assertThat(parameters.getBoolean("enable_thinking")).isTrue();
        assertThat(parameters.getLong("thinking_budget")).isEqualTo(2048);
        var off = encode("qwen3", "{\"model\":\"m\",\"messages\":[],\"enable_thinking\":false}");
        assertThat(off.request().headers()).isEmpty();
        assertThat(off.body().getJsonObject("parameters").getBoolean("enable_thinking"))
                .isFalse();
    }

    @Test
    void sendsMediaToTheServiceForThem() {
        var asked = encode("qwen-omni", """
                {"model":"m","messages":[{"role":"system","content":"Look"},{"role":"user","content":[
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                 {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
                 {"type":"video_url","video_url":{"url":"https://example.com/a.mp4"}},
                 {"type":"text","text":"What?"}]}]}
                """);
        assertThat(asked.path()).isEqualTo("/services/aigc/multimodal-generation/generation");
        assertThat(asked.body().getJsonObject("input")).isEqualTo(new JsonObject("""
                                {"messages":[{"role":"system","content":[{"text":"Look"}]},{"role":"user","content":[
                                 {"image":"https://example.com/a.png"},{"audio":"data:audio/wav;base64,AAAA"},
                                 {"video":"https://example.com/a.mp4"},{"text":"What?"}]}]}
                                """));
        var model = encode("qwen-vl-max", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(model.path()).isEqualTo("/services/aigc/multimodal-generation/generation");
    }

    @Test
    void sendsCallsAndResultsAsAChatHasThem() {
        var asked = encode("qwen-max", """
                {"model":"m","messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                  "function":{"name":"weather","arguments":""}}]},
                 {"role":"tool","tool_call_id":"c1","content":"sunny"}],
                 "tools":[{"type":"function","function":{"name":"weather"}}],"tool_choice":"required",
                 "parallel_tool_calls":false}
                """);
        var messages = asked.body().getJsonObject("input").getJsonArray("messages");
        assertThat(messages.getJsonObject(1))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}"));
        assertThat(messages.getJsonObject(2))
                .isEqualTo(new JsonObject("{\"role\":\"tool\",\"content\":\"sunny\",\"tool_call_id\":\"c1\"}"));
        var parameters = asked.body().getJsonObject("parameters");
        assertThat(parameters.getJsonObject("tool_choice"))
                .isEqualTo(new JsonObject("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}"));
        assertThat(parameters.getBoolean("parallel_tool_calls")).isFalse();
        assertThat(asked.warnings()).isEmpty();
    }

    @Test
    void saysThatAResultsFailureIsLost() {
        var call = Message.of(Role.ASSISTANT, List.of(Part.of(Content.ToolCall.of("c1", "f", "{}"))));
        var result = Part.of(new Content.ToolResult("c1", null, List.of(Part.text("no")), true));
        var request = ChatRequest.of("m", List.of(call, Message.of(Role.TOOL, List.of(result))));
        assertThat(new DashScopeDialect()
                        .encodeRequest(request, Target.of("qwen-max", QUIRKS))
                        .warnings())
                .containsExactly("tool_result.is_error: not supported by dashscope");
    }

    @Test
    void marksWhereThePrefixEndsThatShallBeCached() {
        var asked = encode("qwen-max", """
                {"model":"m","messages":[{"role":"system","content":[
                 {"type":"text","text":"Long","cache_control":{"type":"ephemeral"}}]}]}
                """);
        assertThat(asked.body().getJsonObject("input").getJsonArray("messages").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"role\":\"system\",\"content\":[{\"text\":\"Long\","
                        + "\"cache_control\":{\"type\":\"ephemeral\"}}]}"));
    }
}
