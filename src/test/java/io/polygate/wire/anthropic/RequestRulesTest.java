package io.polygate.wire.anthropic;

import static io.polygate.wire.anthropic.Wire.NEW;
import static io.polygate.wire.anthropic.Wire.OLD;
import static io.polygate.wire.anthropic.Wire.body;
import static io.polygate.wire.anthropic.Wire.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Attributes;
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
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What we send to Claude is what Claude takes.
final class RequestRulesTest {

    private static final Message HI = Message.text(Role.USER, "Hi");
    private static final Seal SIGNED = new Seal(Seal.Kind.SIGNATURE, "anthropic", "EqQBCgIYAhIM+/=");

    private static ChatRequest request(Message... messages) {
        return ChatRequest.of("m", List.of(messages));
    }

    private static ChatRequest thinking(Effort effort, Message... messages) {
        return request(messages).withReasoning(ReasoningRequest.of(effort));
    }

    private static Generation limit(long maxTokens) {
        return Generation.of(maxTokens, Sampling.DEFAULT);
    }

    private static Part call(String id) {
        return Part.of(Content.ToolCall.of(id, "f", "{\"a\":1}"));
    }

    private static Part result(String id, String text) {
        return Part.of(new Content.ToolResult(id, null, List.of(Part.text(text)), false));
    }

    private static Message assistant(Part... parts) {
        return Message.of(Role.ASSISTANT, List.of(parts));
    }

    private static Message tool(Part... parts) {
        return Message.of(Role.TOOL, List.of(parts));
    }

    private static Tools tools(ToolChoice choice) {
        var function = Tool.Function.of("f", "does f", new RawJson("{\"type\":\"object\"}"));
        return new Tools(List.of(function), choice, null);
    }

    private static JsonArray messages(ChatRequest request, String model) {
        return body(request, model).getJsonArray("messages");
    }

    private static JsonArray blocks(JsonArray messages, int message) {
        return messages.getJsonObject(message).getJsonArray("content");
    }

    private static List<String> types(JsonArray blocks) {
        return blocks.stream().map(b -> ((JsonObject) b).getString("type")).toList();
    }

    @Test
    void namesAnEndpointAVersionAndALimit() {
        var encoded = encoded(request(HI), OLD);
        assertThat(encoded.path()).isEqualTo("/v1/messages");
        assertThat(encoded.headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
        assertThat(encoded.body().toString())
                .isEqualTo("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":64000,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(encoded.warnings()).isEmpty();
    }

    @Test
    void keepsTheBudgetBelowTheLimit() {
        var body = body(thinking(Effort.HIGH, HI).withGeneration(limit(4000)), OLD);
        assertThat(body.getInteger("max_tokens")).isEqualTo(4000);
        assertThat(body.getJsonObject("thinking"))
                .isEqualTo(new JsonObject().put("type", "enabled").put("budget_tokens", 2000));
    }

    @Test
    void raisesALimitThatLeavesNoRoomForThinking() {
        var encoded = encoded(thinking(Effort.LOW, HI).withGeneration(limit(500)), OLD);
        var body = new JsonObject(encoded.body());
        assertThat(body.getInteger("max_tokens")).isEqualTo(1524);
        assertThat(body.getJsonObject("thinking").getInteger("budget_tokens")).isEqualTo(1024);
        assertThat(encoded.warnings()).containsExactly("max_tokens: raised to 1524, thinking needs 1024 of them");
    }

    @Test
    void newerModelsTakeAnEffortInPlaceOfABudget() {
        var body = body(thinking(Effort.MEDIUM, HI), NEW);
        assertThat(body.getJsonObject("thinking"))
                .isEqualTo(new JsonObject().put("type", "adaptive").put("display", "summarized"));
        assertThat(body.getJsonObject("output_config")).isEqualTo(new JsonObject().put("effort", "medium"));
        var budget = new ReasoningRequest(Mode.ENABLED, null, 16_000L, null);
        assertThat(body(request(HI).withReasoning(budget), NEW).getJsonObject("output_config"))
                .isEqualTo(new JsonObject().put("effort", "high"));
        assertThat(body(request(HI).withReasoning(budget), NEW).getJsonObject("thinking"))
                .isEqualTo(new JsonObject().put("type", "adaptive"));
    }

    @Test
    void turnsThinkingOffWhereItCanBe() {
        assertThat(body(thinking(Effort.NONE, HI), OLD).getJsonObject("thinking"))
                .isEqualTo(new JsonObject().put("type", "disabled"));
        var always = encoded(thinking(Effort.NONE, HI), "claude-opus-5-5");
        var body = new JsonObject(always.body());
        assertThat(body.containsKey("thinking")).isFalse();
        assertThat(body.getJsonObject("output_config")).isEqualTo(new JsonObject().put("effort", "low"));
        assertThat(always.warnings()).hasSize(1);
        assertThat(body(thinking(Effort.NONE, HI), "claude-sonnet-5-5").getJsonObject("thinking"))
                .isEqualTo(new JsonObject().put("type", "between_tools"));
    }

    @Test
    void modelsThatCannotThinkAreNotAskedTo() {
        var encoded = encoded(thinking(Effort.HIGH, HI), "claude-3-5-sonnet-20241022");
        assertThat(new JsonObject(encoded.body()).fieldNames()).containsExactly("model", "max_tokens", "messages");
        assertThat(encoded.warnings()).containsExactly("reasoning: not supported by anthropic");
    }

    @Test
    void sendsNoSamplingAndNoForcedCallBesideThinking() {
        var sampling = new Sampling(0.5, 0.9, 40L, null, null, null);
        for (var model : List.of(OLD, NEW)) {
            var encoded = encoded(
                    thinking(Effort.LOW, HI)
                            .withGeneration(Generation.of(null, sampling))
                            .withTools(tools(ToolChoice.of(ToolChoice.Mode.REQUIRED))),
                    model);
            var body = new JsonObject(encoded.body());
            assertThat(body.fieldNames()).doesNotContain("temperature", "top_p", "top_k");
            assertThat(body.getJsonObject("tool_choice")).isEqualTo(new JsonObject().put("type", "auto"));
            assertThat(encoded.warnings())
                    .anyMatch(w -> w.startsWith("temperature:"))
                    .anyMatch(w -> w.startsWith("top_p:"))
                    .anyMatch(w -> w.startsWith("top_k:"))
                    .anyMatch(w -> w.startsWith("tool_choice:"));
        }
    }

    @Test
    void sendsTheSamplingThatTheModelTakes() {
        var sampling = new Sampling(1.5, 0.9, 40L, null, null, 7L);
        var request = request(HI).withGeneration(Generation.of(10L, sampling));
        var old = encoded(request, "claude-3-7-sonnet-20250219");
        assertThat(new JsonObject(old.body()).getMap())
                .containsEntry("temperature", 1)
                .containsEntry("top_p", 0.9)
                .containsEntry("top_k", 40);
        assertThat(old.warnings())
                .containsExactly(
                        "seed: not supported by anthropic", "temperature: lowered to 1, the most that anthropic takes");
        assertThat(body(request, OLD).fieldNames())
                .contains("temperature", "top_k")
                .doesNotContain("top_p");
        assertThat(body(request, NEW).fieldNames()).doesNotContain("temperature", "top_p", "top_k");
    }

    @Test
    void theNewerVersionHasNoSampling() {
        var quirks = Quirks.decode("v", Json.parse("{\"values\":{\"anthropic-version\":\"2026-10-21\"}}"));
        var request = request(HI).withGeneration(Generation.of(10L, new Sampling(0.5, null, 3L, null, null, null)));
        var encoded = Wire.DIALECT.encodeRequest(request, Target.of(OLD, quirks));
        assertThat(encoded.headers()).containsEntry("anthropic-version", "2026-10-21");
        assertThat(new JsonObject(encoded.body()).fieldNames()).doesNotContain("temperature", "top_k");
        assertThat(encoded.warnings())
                .containsExactly("temperature: not taken by the model", "top_k: not taken by the model");
    }

    @Test
    void mergesTurnsOfTheSameRole() {
        var messages = messages(
                request(
                        HI,
                        Message.text(Role.USER, "there"),
                        assistant(Part.text("Yes?")),
                        assistant(Part.text("So?")),
                        HI),
                OLD);
        assertThat(messages.stream().map(m -> ((JsonObject) m).getString("role")))
                .containsExactly("user", "assistant", "user");
        assertThat(blocks(messages, 0)).hasSize(2);
    }

    @Test
    void putsAllResultsFirstInOneUserMessage() {
        var messages = messages(
                request(HI, assistant(call("a"), call("b")), tool(result("a", "1")), HI, tool(result("b", "2"))), OLD);
        assertThat(messages).hasSize(3);
        assertThat(types(blocks(messages, 2))).containsExactly("tool_result", "tool_result", "text");
        assertThat(blocks(messages, 2).getJsonObject(1).getString("tool_use_id"))
                .isEqualTo("b");
    }

    @Test
    void nothingComesBetweenCallsAndResults() {
        var request = request(HI, assistant(call("a")), Message.text(Role.SYSTEM, "Be brief."), tool(result("a", "1")));
        assertThat(messages(request, NEW).stream().map(m -> ((JsonObject) m).getString("role")))
                .containsExactly("user", "assistant", "user", "system");
    }

    @Test
    void olderModelsGetAllInstructionsAtTheStart() {
        var request = request(
                Message.text(Role.SYSTEM, "One."),
                Message.text(Role.DEVELOPER, "Two."),
                HI,
                Message.text(Role.SYSTEM, "Three."),
                HI);
        var old = encoded(request, OLD);
        assertThat(new JsonObject(old.body()).getJsonArray("system")).hasSize(3);
        assertThat(messages(request, OLD)).hasSize(1);
        assertThat(old.warnings()).hasSize(1);
        assertThat(body(request, NEW).getJsonArray("system")).hasSize(2);
        assertThat(messages(request, NEW)).hasSize(3);
        assertThat(encoded(request, NEW).warnings()).isEmpty();
    }

    @Test
    void instructionsAloneAreTheUsersMessage() {
        var body = body(request(Message.text(Role.SYSTEM, "Say hi.")), OLD);
        assertThat(body.containsKey("system")).isFalse();
        assertThat(body.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("Say hi.");
    }

    @Test
    void makesIdsFitAndKeepsCallsAndResultsTogether() {
        var odd = "functions.get_weather:0";
        var request = request(
                HI,
                assistant(call(odd)),
                tool(result(odd, "1")),
                assistant(call(odd), call("x".repeat(80))),
                tool(result(odd, "2"), result("x".repeat(80), "3")));
        var messages = messages(request, OLD);
        var ids = List.of(
                blocks(messages, 1).getJsonObject(0).getString("id"),
                blocks(messages, 3).getJsonObject(0).getString("id"),
                blocks(messages, 3).getJsonObject(1).getString("id"));
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]{1,64}"));
        assertThat(blocks(messages, 2).getJsonObject(0).getString("tool_use_id"))
                .isEqualTo(ids.get(0));
        assertThat(blocks(messages, 4).getJsonObject(0).getString("tool_use_id"))
                .isEqualTo(ids.get(1));
        assertThat(blocks(messages, 4).getJsonObject(1).getString("tool_use_id"))
                .isEqualTo(ids.get(2));
        assertThat(encoded(request, OLD).body()).isEqualTo(encoded(request, OLD).body());
    }

    @Test
    void dropsBlankTextsAndKeepsTheirBreakpoint() {
        var message =
                Message.of(Role.USER, List.of(Part.text("Hi"), Part.text("\n\n").withCache(CacheControl.EPHEMERAL)));
        var messages = messages(request(message, assistant(Part.text("")), HI), OLD);
        assertThat(messages).hasSize(1);
        assertThat(blocks(messages, 0)
                        .getJsonObject(0)
                        .getJsonObject("cache_control")
                        .getString("type"))
                .isEqualTo("ephemeral");
    }

    @Test
    void sendsSignedThinkingBackUnmodifiedAndFirst() {
        var thought = Part.of(Content.Reasoning.of("hm")).withSeal(SIGNED);
        var hidden = Part.of(new Content.Reasoning(null, List.of()))
                .withSeal(new Seal(Seal.Kind.REDACTED, "anthropic", "data=="));
        var request = thinking(
                Effort.LOW, HI, assistant(Part.text("so"), thought, hidden, call("a")), tool(result("a", "1")));
        var blocks = blocks(messages(request, OLD), 1);
        assertThat(types(blocks)).containsExactly("thinking", "redacted_thinking", "text", "tool_use");
        assertThat(blocks.getJsonObject(0).getString("signature")).isEqualTo("EqQBCgIYAhIM+/=");
        assertThat(blocks.getJsonObject(1).getString("data")).isEqualTo("data==");
        assertThat(body(request, OLD).getJsonObject("thinking").getString("type"))
                .isEqualTo("enabled");
    }

    @Test
    void thinkingIsOffWhereTheToolTurnsThinkingIsNotThere() {
        var foreign = Part.of(Content.Reasoning.of("hm")).withSeal(new Seal(Seal.Kind.SIGNATURE, "gemini", "x"));
        var request = thinking(Effort.LOW, HI, assistant(foreign, call("a")), tool(result("a", "1")));
        for (var model : List.of(OLD, NEW)) {
            var encoded = encoded(request, model);
            assertThat(new JsonObject(encoded.body()).getJsonObject("thinking"))
                    .isEqualTo(new JsonObject().put("type", "disabled"));
            assertThat(types(blocks(messages(request, model), 1))).containsExactly("tool_use");
            assertThat(encoded.warnings()).anyMatch(w -> w.startsWith("reasoning: off for this turn"));
        }
        var later =
                thinking(Effort.LOW, HI, assistant(call("a")), tool(result("a", "1")), assistant(Part.text("1")), HI);
        assertThat(body(later, OLD).getJsonObject("thinking").getString("type")).isEqualTo("enabled");
    }

    @Test
    void anotherVendorOfTheDialectGetsItsThinkingBackUnsigned() {
        var request = request(HI, assistant(Part.of(Content.Reasoning.of("hm")), call("a")), tool(result("a", "1")));
        var block = blocks(messages(request, "MiniMax-M2"), 1).getJsonObject(0);
        assertThat(block.getString("thinking")).isEqualTo("hm");
        assertThat(block.getString("signature")).isEmpty();
    }

    @Test
    void declaresTheToolsOfAConversationThatHasNoneAnyMore() {
        var body = body(request(HI, assistant(call("a")), tool(result("a", "1"))), OLD);
        assertThat(body.getJsonArray("tools").getJsonObject(0).getString("name"))
                .isEqualTo("f");
        assertThat(body.getJsonObject("tool_choice").getString("type")).isEqualTo("none");
    }

    @Test
    void saysWhichToolsMayBeCalledAndHowMany() {
        var one = request(HI).withTools(new Tools(tools(null).list(), ToolChoice.named("f"), false));
        assertThat(body(one, OLD).getJsonObject("tool_choice").encode())
                .isEqualTo("{\"type\":\"tool\",\"name\":\"f\",\"disable_parallel_tool_use\":true}");
        assertThat(body(one, "claude-opus-5-5").getJsonObject("tool_choice").getString("type"))
                .isEqualTo("auto");
        var alone = request(HI).withTools(new Tools(tools(null).list(), null, false));
        assertThat(body(alone, OLD).getJsonObject("tool_choice").encode())
                .isEqualTo("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
    }

    @Test
    void schemasAreObjects() {
        var bare = Tool.Function.of("bare", null, null);
        var untyped = Tool.Function.of("untyped", null, new RawJson("{\"properties\":{}}"));
        var body = body(request(HI).withTools(new Tools(List.of(bare, untyped), null, null)), OLD);
        for (var tool : body.getJsonArray("tools")) {
            assertThat(((JsonObject) tool).getJsonObject("input_schema").getString("type"))
                    .isEqualTo("object");
        }
    }

    @Test
    void theLikeOfAnotherVendorsSearchIsAnthropicsOwn() {
        var search = new Tool.Hosted("responses", Tool.Kind.WEB_SEARCH, new RawJson("{\"type\":\"web_search\"}"));
        var files = new Tool.Hosted("responses", Tool.Kind.FILE_SEARCH, new RawJson("{\"type\":\"file_search\"}"));
        var encoded = encoded(request(HI).withTools(new Tools(List.of(search, files), null, null)), OLD);
        assertThat(new JsonObject(encoded.body()).getJsonArray("tools").encode())
                .isEqualTo("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");
        assertThat(encoded.warnings()).hasSize(2);
    }

    @Test
    void asksForAFormAsTheModelTakesIt() {
        var schema = new ResponseFormat.JsonSchema("x", null, new RawJson("{\"type\":\"object\"}"), true);
        assertThat(body(request(HI).withFormat(schema), OLD)
                        .getJsonObject("output_config")
                        .encode())
                .isEqualTo(
                        "{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false}}}");
        var old = body(request(HI).withFormat(schema), "claude-3-7-sonnet-20250219");
        assertThat(old.getString("system")).contains("{\"type\":\"object\"}");
        assertThat(body(request(HI).withFormat(new ResponseFormat.JsonObject()), OLD)
                        .getString("system"))
                .contains("JSON object");
    }

    @Test
    void writesMediaAsAnthropicReadsIt() {
        var url = Part.of(Content.Media.image(new Source.Url("https://x/y.png", null)));
        var bytes = Part.of(Content.Media.image(new Source.Base64("image/jpg", "-_-_")));
        var text = Part.of(
                new Content.Media(Content.MediaKind.DOCUMENT, new Source.Base64("text/plain", "aGk="), "a.txt", null));
        var sound =
                Part.of(new Content.Media(Content.MediaKind.AUDIO, new Source.Base64("audio/wav", "AAAA"), null, null));
        var encoded = encoded(request(Message.of(Role.USER, List.of(url, bytes, text, sound))), OLD);
        assertThat(new JsonObject(encoded.body())
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonArray("content")
                        .encode())
                .isEqualTo(
                        "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x/y.png\"}},"
                                + "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/jpeg\",\"data\":\"+/+/\"}},"
                                + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"hi\"},\"title\":\"a.txt\"}]");
        assertThat(encoded.warnings()).containsExactly("content.audio: not supported by anthropic");
    }

    @Test
    void resultsMayBeImagesAndErrors() {
        var image = Part.of(Content.Media.image(new Source.Base64("image/png", "AAAA")));
        var failed = Part.of(new Content.ToolResult("a", null, List.of(Part.text("no"), image), true));
        var block = blocks(messages(request(HI, assistant(call("a")), tool(failed)), OLD), 2)
                .getJsonObject(0);
        assertThat(block.getBoolean("is_error")).isTrue();
        assertThat(types(block.getJsonArray("content"))).containsExactly("text", "image");
    }

    @Test
    void freeTextCallsAreObjects() {
        var custom = Part.of(new Content.ToolCall("a", "patch", "*** \"Begin\"", true));
        var block = blocks(messages(request(HI, assistant(custom), tool(result("a", "1"))), OLD), 1)
                .getJsonObject(0);
        assertThat(block.getJsonObject("input").getString("input")).isEqualTo("*** \"Begin\"");
    }

    @Test
    void saysWhoAsksAndWhichService() {
        var attributes =
                new Attributes("u1", Map.of("k", "v"), "default", true, null, "key", null, CacheControl.EPHEMERAL);
        var encoded = encoded(request(HI).withAttributes(attributes), OLD);
        assertThat(new JsonObject(encoded.body()).getMap())
                .containsEntry("service_tier", "standard_only")
                .containsEntry("metadata", Map.of("user_id", "u1"))
                .containsEntry("cache_control", Map.of("type", "ephemeral"));
        assertThat(encoded.warnings())
                .containsExactly(
                        "metadata: not supported by anthropic",
                        "store: not supported by anthropic",
                        "prompt_cache_key: not supported by anthropic");
    }

    @Test
    void reportsTheFieldsOfAnotherDialect() {
        var extras = Extras.of("openai", Map.of("logit_bias", new RawJson("{}")));
        assertThat(encoded(request(HI).withExtras(extras), OLD).warnings())
                .containsExactly("logit_bias: not supported by anthropic");
    }

    @Test
    void anAnswerBegunForTheModelHasNoSpaceAtItsEnd() {
        var messages = messages(request(HI, assistant(Part.text("The answer is "))), OLD);
        assertThat(messages.getJsonObject(1).getString("content")).isEqualTo("The answer is");
    }
}
