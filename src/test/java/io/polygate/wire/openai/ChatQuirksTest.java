package io.polygate.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.CacheControl;
import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is sent follows the vendor's quirks, and what can't be sent is told.
final class ChatQuirksTest {

    private final ChatDialect dialect = new ChatDialect();

    private EncodedRequest encode(ChatRequest request, String model, String quirks) {
        return dialect.encodeRequest(request, Target.of(model, Quirks.decode("vendor", Json.parse(quirks))));
    }

    private static ChatRequest say(String text) {
        return ChatRequest.of("m", List.of(Message.text(Role.USER, text)));
    }

    private static ChatRequest thinking(ReasoningRequest reasoning) {
        return say("hi")
                .withReasoning(reasoning)
                .withGeneration(Generation.of(4096L, new Sampling(0.5, null, null, null, null, null)));
    }

    @Test
    void reasoningIsAskedForInTheVendorsWay() {
        var high = thinking(ReasoningRequest.of(Effort.HIGH));
        assertThat(Json.parse(encode(high, "m", "{}").body()).string("reasoning_effort"))
                .isEqualTo("high");
        assertThat(Json.parse(encode(high, "m", "{\"reasoning-switch\":\"thinking-type\"}")
                                .body())
                        .raw("thinking"))
                .isEqualTo("{\"type\":\"enabled\"}");
        var qwen = Json.parse(
                encode(high, "m", "{\"reasoning-switch\":\"enable-thinking\"}").body());
        assertThat(qwen.bool("enable_thinking")).isTrue();
        assertThat(qwen.number("thinking_budget")).isLessThan(4096);
        assertThat(Json.parse(encode(high, "m", "{\"reasoning-switch\":\"reasoning-object\"}")
                                .body())
                        .raw("reasoning"))
                .isEqualTo("{\"effort\":\"high\"}");
        assertThat(Json.parse(encode(high, "m", "{\"reasoning-switch\":\"chat-template\"}")
                                .body())
                        .raw("chat_template_kwargs"))
                .isEqualTo("{\"enable_thinking\":true}");
        assertThat(encode(high, "m", "{\"reasoning-switch\":\"none\"}").warnings())
                .containsExactly("reasoning: not supported by vendor");
        var off = thinking(new ReasoningRequest(Mode.DISABLED, null, null, null));
        assertThat(Json.parse(encode(off, "m", "{\"reasoning-switch\":\"enable-thinking\"}")
                                .body())
                        .raw("enable_thinking"))
                .isEqualTo("false");
    }

    @Test
    void parametersThatAReasoningModelRefusesAreLeftOut() {
        var quirks =
                "{\"reasoning-models\":\"^o3\",\"reasoning-refuses\":[\"temperature\"],\"renames\":{\"max_tokens\":\"max_completion_tokens\"}}";
        var reasoning = encode(thinking(ReasoningRequest.of(Effort.LOW)), "o3-mini", quirks);
        assertThat(reasoning.body())
                .hasToString("{\"model\":\"o3-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"max_completion_tokens\":4096,\"reasoning_effort\":\"low\"}");
        assertThat(reasoning.warnings()).containsExactly("temperature: not supported by vendor");
        var plain = encode(thinking(ReasoningRequest.of(Effort.LOW)), "gpt-4o", quirks);
        assertThat(Json.parse(plain.body()).raw("temperature")).isEqualTo("0.5");
        assertThat(plain.warnings()).containsExactly("reasoning: not supported by vendor");
    }

    @Test
    void reasoningGoesBackOnToolTurnsEvenWhenEmpty() {
        var call = Part.of(Content.ToolCall.of("c1", "f", ""));
        var turns = List.of(
                Message.text(Role.USER, "q"),
                Message.of(Role.ASSISTANT, List.of(Part.of(Content.Reasoning.of("hm")), Part.text("a"))),
                Message.text(Role.USER, "q"),
                Message.of(Role.ASSISTANT, List.of(call)),
                Message.of(
                        Role.TOOL,
                        List.of(Part.of(new Content.ToolResult("c1", "f", List.of(Part.text("r")), false)))));
        var quirks = "{\"reasoning-field\":\"reasoning_content\",\"replay\":\"tool-turns\"}";
        var messages = Json.parse(
                        encode(ChatRequest.of("m", turns), "m", quirks).body())
                .items("messages");
        assertThat(messages.get(1).has("reasoning_content")).isFalse();
        assertThat(messages.get(3).raw())
                .isEqualTo(
                        "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\","
                                + "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");
        var minimax = "{\"reasoning-field\":\"content\",\"replay\":\"always\",\"think-tags\":true}";
        var replayed = Json.parse(
                        encode(ChatRequest.of("m", turns), "m", minimax).body())
                .items("messages");
        assertThat(replayed.get(1).string("content")).isEqualTo("<think>hm</think>a");
    }

    @Test
    void callIdsFitTheVendorOnBothSides() {
        var turns = List.of(
                Message.of(Role.ASSISTANT, List.of(Part.of(Content.ToolCall.of("toolu_01ABC", "f", "{}")))),
                Message.of(Role.TOOL, List.of(Part.of(new Content.ToolResult("toolu_01ABC", null, List.of(), false)))));
        var messages = Json.parse(encode(ChatRequest.of("m", turns), "m", "{\"call-id-length\":9}")
                        .body())
                .items("messages");
        var id = messages.get(0).items("tool_calls").getFirst().string("id");
        assertThat(id).matches("[A-Za-z0-9]{9}").isEqualTo(messages.get(1).string("tool_call_id"));
    }

    @Test
    void picturesOfAToolFollowInAUserMessage() {
        var image = Part.of(Content.Media.image(new Source.Base64("image/png", "QUJD")));
        var turns = List.of(
                Message.of(Role.ASSISTANT, List.of(Part.of(Content.ToolCall.of("c1", "f", "{}")))),
                Message.of(
                        Role.TOOL,
                        List.of(Part.of(new Content.ToolResult("c1", null, List.of(Part.text("see"), image), false)))));
        var messages =
                Json.parse(encode(ChatRequest.of("m", turns), "m", "{}").body()).items("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(1).string("content")).isEqualTo("see");
        assertThat(messages.get(2).items("content").get(1).raw("image_url"))
                .isEqualTo("{\"url\":\"data:image/png;base64,QUJD\"}");
    }

    @Test
    void aChoiceAmongSomeToolsSendsOnlyThoseWhereItCantBeSaid() {
        var tools = new Tools(
                List.of(Tool.Function.of("a", null, null), Tool.Function.of("b", null, null)),
                new ToolChoice(ToolChoice.Mode.AUTO, List.of("b")),
                true);
        var plain = Json.parse(encode(say("x").withTools(tools), "m", "{}").body());
        assertThat(plain.items("tools")).hasSize(1);
        assertThat(plain.string("tool_choice")).isEqualTo("auto");
        var openai = Json.parse(encode(say("x").withTools(tools), "m", "{\"accepts\":[\"allowed_tools\"]}")
                .body());
        assertThat(openai.items("tools")).hasSize(2);
        assertThat(openai.raw("tool_choice"))
                .isEqualTo(
                        "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\","
                                + "\"function\":{\"name\":\"b\"}}]}}");
        var any = new Tools(List.of(Tool.Function.of("a", null, null)), ToolChoice.of(ToolChoice.Mode.REQUIRED), null);
        assertThat(Json.parse(encode(say("x").withTools(any), "m", "{\"values\":{\"tool_choice.required\":\"any\"}}")
                                .body())
                        .string("tool_choice"))
                .isEqualTo("any");
        assertThat(encode(say("x").withTools(any), "m", "{\"values\":{\"tool_choice.required\":\"\"}}")
                        .warnings())
                .containsExactly("tool_choice: not supported by vendor");
    }

    @Test
    void whatOtherDialectsSayIsWarnedOf() {
        var request = say("x").withMessages(List.of(Message.of(
                        Role.USER,
                        List.of(
                                Part.text("x").withCache(CacheControl.EPHEMERAL),
                                Part.of(new Content.Opaque("anthropic", new RawJson("{}")))))))
                .withGeneration(Generation.of(null, new Sampling(null, null, 5L, null, null, null)))
                .withExtras(Extras.of("anthropic", Map.of("context_management", new RawJson("{}"))));
        assertThat(encode(request, "m", "{}").warnings())
                .containsExactlyInAnyOrder(
                        "cache_control: not supported by vendor",
                        "content.block: not supported by vendor",
                        "top_k: not supported by vendor",
                        "context_management: not supported by vendor");
        assertThat(encode(request, "m", "{\"accepts\":[\"cache_control\",\"top_k\"]}")
                        .body()
                        .toString())
                .contains("\"cache_control\":{\"type\":\"ephemeral\"}", "\"top_k\":5");
    }

    @Test
    void wrongFieldsOfACallerAreNamed() {
        assertThatThrownBy(() -> decode("{\"messages\":[]}")).hasMessage("model: missing (expected: a string)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\"}")).hasMessage("messages: missing (expected: an array)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"messages\":[{\"role\":\"bot\"}]}"))
                .hasMessage("messages[0].role: bot (expected: one of system, developer, user, assistant, tool)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}]}"))
                .hasMessage("messages[0].content: number (expected: a string or an array)");
        assertThatThrownBy(() -> decode(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}"))
                .hasMessage("messages[0].content[0].text: missing (expected: a string)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}"))
                .hasMessage("messages[0].tool_call_id: missing (expected: a string)");
    }

    private ChatRequest decode(String body) {
        return dialect.decodeRequest(IncomingRequest.of(Buffer.buffer(body)));
    }
}
