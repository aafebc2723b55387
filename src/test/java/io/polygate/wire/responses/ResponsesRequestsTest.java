package io.polygate.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.GatewayException;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.Role;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesRequestsTest {

    private static final ResponsesDialect DIALECT = new ResponsesDialect();

    private static ChatRequest decode(String json) {
        return DIALECT.decodeRequest(IncomingRequest.of(Buffer.buffer(json)));
    }

    private static ChatRequest codex() throws IOException {
        try (var file = ResponsesRequestsTest.class.getResourceAsStream("codex-request.json")) {
            return decode(new String(file.readAllBytes()));
        }
    }

    private static JsonObject encoded(ChatRequest request, String model) {
        return new JsonObject(DIALECT.encodeRequest(request, Target.of(model)).body());
    }

    @Test
    void aTextIsOneUserMessage() {
        var request = decode("{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"be brief\"}");
        assertThat(request.messages())
                .containsExactly(Message.text(Role.SYSTEM, "be brief"), Message.text(Role.USER, "hi"));
    }

    @Test
    void codexItemsBecomeTurns() throws IOException {
        var request = codex();
        assertThat(request.messages().stream().map(m -> m.role()))
                .containsExactly(Role.DEVELOPER, Role.DEVELOPER, Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT);
        var turn = request.messages().get(3).parts();
        assertThat(turn.getFirst().content())
                .isEqualTo(new Content.Reasoning("rs_1", List.of(new Content.Passage(true, "**Looking**"))));
        assertThat(turn.getFirst().seal()).isEqualTo(new Seal(Seal.Kind.ENCRYPTED, "responses", "gAAAAABsealed"));
        assertThat(turn.get(2).content()).isEqualTo(Content.ToolCall.of("call_1", "read", "{\"path\":\"a\"}"));
        assertThat(turn.get(3).content()).isEqualTo(new Content.ToolCall("call_2", "patch", "*** Begin", true));
        var results = request.messages().get(4).parts();
        assertThat(results.getFirst().content())
                .isEqualTo(new Content.ToolResult("call_1", "read", List.of(Part.text("contents")), false));
        assertThat(((Content.ToolResult) results.get(1).content())
                        .parts()
                        .get(1)
                        .content())
                .isEqualTo(new Content.Media(
                        Content.MediaKind.IMAGE, new Source.Base64("image/png", "AAAA"), null, "low"));
    }

    @Test
    void codexIsWrittenAgainAsItCame() throws IOException {
        var again = encoded(codex(), "gpt-5.1-codex");
        try (var file = ResponsesRequestsTest.class.getResourceAsStream("codex-request.json")) {
            var golden = new JsonObject(new String(file.readAllBytes()));
            var items = golden.getJsonArray("input");
            items.getJsonObject(3).remove("content");
            for (var i = 0; i < 3; i++) {
                // One text is written as a string.
                var text = items.getJsonObject(i)
                        .getJsonArray("content")
                        .getJsonObject(0)
                        .getString("text");
                items.getJsonObject(i).put("content", text);
            }
            for (var name : golden.fieldNames()) {
                assertThat(again.getValue(name)).as(name).isEqualTo(golden.getValue(name));
            }
            assertThat(again.fieldNames()).isEqualTo(golden.fieldNames());
        }
    }

    @Test
    void toolsOfANamespaceAreFunctionsWithUniqueNames() throws IOException {
        var tools = codex().tools().list();
        assertThat(tools.stream()
                        .map(t -> t instanceof Tool.Function f
                                ? f.name()
                                : t.getClass().getSimpleName()))
                .containsExactly("shell", "read", "files__shell", "Custom", "Hosted");
        assertThat(((Tool.Hosted) tools.getLast()).kind()).isEqualTo(Tool.Kind.WEB_SEARCH);
    }

    @Test
    void nothingIsStoredUnlessTheCallerSaysSo() {
        assertThat(encoded(decode("{\"model\":\"m\",\"input\":\"hi\"}"), "m").getBoolean("store"))
                .isFalse();
        assertThat(encoded(decode("{\"model\":\"m\",\"input\":\"hi\",\"store\":true}"), "m")
                        .getBoolean("store"))
                .isTrue();
    }

    @Test
    void reasoningModelsGetNoSamplingAndEncryptTheirReasoning() {
        var request = decode("{\"model\":\"m\",\"input\":\"hi\",\"temperature\":0.5,\"top_p\":0.9}");
        var encoded = DIALECT.encodeRequest(request, Target.of("gpt-5-mini"));
        var body = new JsonObject(encoded.body());
        assertThat(body.fieldNames()).doesNotContain("temperature", "top_p");
        assertThat(body.getJsonArray("include")).isEqualTo(JsonArray.of("reasoning.encrypted_content"));
        assertThat(encoded.warnings())
                .containsExactly(
                        "temperature: not supported by reasoning models", "top_p: not supported by reasoning models");
        var plain = encoded(request, "gpt-4o");
        assertThat(plain.getDouble("temperature")).isEqualTo(0.5);
        assertThat(plain.containsKey("include")).isFalse();
        var silent = request.withReasoning(ReasoningRequest.of(ReasoningRequest.Effort.NONE));
        assertThat(encoded(silent, "gpt-5.1").getDouble("temperature")).isEqualTo(0.5);
    }

    @Test
    void modelsThatDontReasonAreNotAskedTo() {
        var request = decode("{\"model\":\"m\",\"input\":\"hi\",\"reasoning\":{\"effort\":\"high\"}}");
        var encoded = DIALECT.encodeRequest(request, Target.of("gpt-4o"));
        assertThat(new JsonObject(encoded.body()).containsKey("reasoning")).isFalse();
        assertThat(encoded.warnings()).containsExactly("reasoning: not supported by responses");
    }

    @Test
    void thinkingOfAnotherDialectAsksForAnEffortAndItsSummary() {
        var thinking = new ReasoningRequest(ReasoningRequest.Mode.ENABLED, null, 16_000L, null);
        var request = decode("{\"model\":\"m\",\"input\":\"hi\"}").withReasoning(thinking);
        assertThat(encoded(request, "gpt-5").getJsonObject("reasoning"))
                .isEqualTo(new JsonObject().put("effort", "high").put("summary", "auto"));
        var adaptive = new ReasoningRequest(ReasoningRequest.Mode.ADAPTIVE, null, null, "omitted");
        assertThat(encoded(request.withReasoning(adaptive), "gpt-5").getJsonObject("reasoning"))
                .isEqualTo(new JsonObject().put("effort", "medium"));
    }

    @Test
    void reasoningThatAnotherVendorSealedIsLeftOutWithTheIdsBesideIt() {
        var reasoning = Part.of(Content.Reasoning.of("hm")).withSeal(new Seal(Seal.Kind.SIGNATURE, "anthropic", "s"));
        var request = decode(
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}]}");
        var call = request.messages().get(1);
        var messages = List.of(
                request.messages().getFirst(),
                call.withParts(List.of(reasoning, call.parts().getFirst())));
        var encoded = DIALECT.encodeRequest(request.withMessages(messages), Target.of("m"));
        var items = new JsonObject(encoded.body()).getJsonArray("input");
        assertThat(items).hasSize(2);
        assertThat(items.getJsonObject(1).containsKey("id")).isFalse();
        assertThat(encoded.warnings()).containsExactly("reasoning: not supported by responses");
    }

    @Test
    void reasoningThatNothingFollowsIsLeftOut() {
        var request = decode("{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"e\"}]}");
        assertThat(encoded(request, "m").getJsonArray("input")).hasSize(1);
    }

    @Test
    void aLongCallIdIsShortenedInTheCallAndItsResult() {
        var id = "x".repeat(80);
        var request = decode("{\"model\":\"m\",\"input\":[{\"type\":\"function_call\",\"call_id\":\"" + id
                + "\",\"name\":\"f\",\"arguments\":\"\"},{\"type\":\"function_call_output\",\"call_id\":\"" + id
                + "\",\"output\":\"1\"}]}");
        var items = encoded(request, "m").getJsonArray("input");
        var fitted = items.getJsonObject(0).getString("call_id");
        assertThat(fitted).hasSizeLessThanOrEqualTo(64).matches("[A-Za-z0-9_-]+");
        assertThat(items.getJsonObject(1).getString("call_id")).isEqualTo(fitted);
        assertThat(items.getJsonObject(0).getString("arguments")).isEqualTo("{}");
    }

    @Test
    void whatThisApiCannotSayIsWarnedOf() {
        var request = decode("{\"model\":\"m\",\"input\":\"hi\",\"stop\":[\"x\"],\"seed\":1,\"max_output_tokens\":1}");
        var encoded = DIALECT.encodeRequest(request, Target.of("m"));
        assertThat(encoded.warnings())
                .containsExactly(
                        "max_output_tokens: raised to 16",
                        "seed: not supported by responses",
                        "stop: not supported by responses");
        assertThat(new JsonObject(encoded.body()).getInteger("max_output_tokens"))
                .isEqualTo(16);
    }

    @Test
    void aHostedToolOfAnotherVendorBecomesOurs() {
        var search = new Tool.Hosted("anthropic", Tool.Kind.WEB_SEARCH, new RawJson("{\"type\":\"web_search_2025\"}"));
        var other = new Tool.Hosted("anthropic", Tool.Kind.OTHER, new RawJson("{}"));
        var tools = new Tools(List.of(search, other), ToolChoice.of(ToolChoice.Mode.AUTO), null);
        var encoded = DIALECT.encodeRequest(
                decode("{\"model\":\"m\",\"input\":\"hi\"}").withTools(tools), Target.of("m"));
        assertThat(new JsonObject(encoded.body()).getJsonArray("tools"))
                .isEqualTo(JsonArray.of(new JsonObject().put("type", "web_search")));
        assertThat(encoded.warnings()).containsExactly("tools.other: not supported by responses");
    }

    @Test
    void aChoiceThatOnlyThisApiKnowsIsKept() {
        var request = decode("{\"model\":\"m\",\"input\":\"hi\",\"tools\":[{\"type\":\"web_search\"}],"
                + "\"tool_choice\":{\"type\":\"web_search\"}}");
        assertThat(request.tools().choice()).isNull();
        assertThat(encoded(request, "m").getJsonObject("tool_choice").getString("type"))
                .isEqualTo("web_search");
    }

    @Test
    void theSameRequestIsTheSameBytes() throws IOException {
        assertThat(DIALECT.encodeRequest(codex(), Target.of("m")).body())
                .isEqualTo(DIALECT.encodeRequest(codex(), Target.of("m")).body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m'} | input: missing (expected: a string or an array)",
                "{'input':'x'} | model: missing (expected: a string)",
                "{'model':'m','input':1} | input: number (expected: a string or an array)",
                "{'model':'m','input':[1]} | input[0]: number (expected: an object)",
                "{'model':'m','input':[{}]} | input[0].type: missing (expected: the type of an item)",
                "{'model':'m','input':[{'role':'bot','content':'x'}]} | input[0].role: bot (expected: user, assistant, system or developer)",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_text'}]}]} | input[0].content[0].text: missing (expected: a string)",
                "{'model':'m','input':[{'type':'function_call_output','output':'x'}]} | input[0].call_id: missing (expected: a string)",
                "{'model':'m','input':[{'type':'function_call','name':'f'}]} | input[0].call_id: missing (expected: a string)",
                "{'model':'m','input':'x','max_output_tokens':0} | max_output_tokens: 0 (expected: >= 1)",
                "{'model':'m','input':'x','tool_choice':'maybe'} | tool_choice: maybe (expected: auto, none, required or an object)",
                "{'model':'m','input':'x','temperature':'hot'} | temperature: string (expected: a number)",
            })
    void aBadRequestIsToldWhereAndWhatIsExpected(String json, String message) {
        assertThatThrownBy(() -> decode(json.replace('\'', '"')))
                .isInstanceOf(GatewayException.class)
                .hasMessage(message);
    }
}
