package io.polygate.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GeminiRequestTest {

    private static final GeminiDialect GEMINI = new GeminiDialect();

    private static ChatRequest decode(String body) {
        return GEMINI.decodeRequest(
                IncomingRequest.of(Buffer.buffer(body), "models/gemini-2.5-flash", false, Map.of()));
    }

    private static JsonObject encode(ChatRequest request, String model) {
        return new JsonObject(
                GEMINI.encodeRequest(request, Target.of(model)).body().toString());
    }

    private static JsonArray contents(String model, Message... messages) {
        return encode(ChatRequest.of("m", List.of(messages)), model).getJsonArray("contents");
    }

    @Test
    void readsBothSpellingsOfEveryName() {
        var camel = decode("""
                {"systemInstruction":{"parts":[{"text":"Be terse."}]},"contents":[{"role":"user","parts":[
                {"text":"Look"},{"inlineData":{"mimeType":"image/png","data":"-_8"}}]}],
                "generationConfig":{"maxOutputTokens":100,"topK":40,"stopSequences":["x"],"responseModalities":["TEXT"],
                "thinkingConfig":{"thinkingBudget":512,"includeThoughts":true}},
                "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
                "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object"}}]}]}""");
        var snake = decode("""
                {"system_instruction":{"parts":{"text":"Be terse."}},"contents":{"role":"user","parts":[
                {"text":"Look"},{"inline_data":{"mime_type":"image/png","data":"+/8="}}]},
                "generation_config":{"max_output_tokens":"100","top_k":40.0,"stop_sequences":["x"],
                "response_modalities":["text"],"thinking_config":{"thinking_budget":512,"include_thoughts":true}},
                "tool_config":{"function_calling_config":{"mode":"any","allowed_function_names":["f"]}},
                "tools":[{"function_declarations":[{"name":"f","parameters_json_schema":{"type":"object"}}]}]}""");
        assertThat(snake).isEqualTo(camel);
        assertThat(camel.model()).isEqualTo("gemini-2.5-flash");
        assertThat(camel.messages().getFirst()).isEqualTo(Message.text(Role.SYSTEM, "Be terse."));
        assertThat(camel.messages().getLast().parts().getLast())
                .isEqualTo(Part.of(Content.Media.image(new Source.Base64("image/png", "+/8="))));
        assertThat(camel.generation().maxTokens()).isEqualTo(100);
        assertThat(camel.reasoning()).isEqualTo(new ReasoningRequest(null, null, 512L, "auto"));
        assertThat(camel.tools().choice()).isEqualTo(ToolChoice.named("f"));
    }

    @Test
    void keepsEveryUnknownFieldWithItsPath() {
        var body = """
                {"contents":[{"parts":[{"text":"Hi","videoMetadata":{"fps":2}}],"odd":1}],"cachedContent":"cachedContents/1",
                "safetySettings":[{"category":"A","threshold":"B"}],"labels":{"a":"b"},
                "generationConfig":{"speechConfig":{"languageCode":"de"},"thinkingConfig":{"thinkingBudget":-1,"future":true}},
                "toolConfig":{"retrievalConfig":{"languageCode":"en"}},"tools":[{"googleSearch":{}},{"urlContext":{}}]}""";
        var request = decode(body);
        assertThat(request.extras().of("gemini").keySet())
                .containsExactlyInAnyOrder(
                        "cachedContent",
                        "safetySettings",
                        "labels",
                        "generationConfig.speechConfig",
                        "generationConfig.thinkingConfig.future",
                        "toolConfig.retrievalConfig");
        var again = encode(request, "gemini-2.5-flash");
        var expected = new JsonObject(body);
        expected.getJsonArray("contents").getJsonObject(0).put("role", "user");
        assertThat(again).isEqualTo(expected);
    }

    @Test
    void matchesResultsToCallsByIdElseByNameAndOrder() {
        var request = decode("""
                {"contents":[{"role":"user","parts":[{"text":"?"}]},{"role":"model","parts":[
                {"functionCall":{"name":"a","args":{"n":1}}},{"functionCall":{"name":"b"}},{"functionCall":{"name":"a","args":{"n":2}}},
                {"functionCall":{"id":"x1","name":"c","args":{}}}]},
                {"role":"user","parts":[{"functionResponse":{"id":"x1","name":"c","response":{"result":"C"}}},
                {"functionResponse":{"name":"a","response":{"output":"A1"}}},{"functionResponse":{"name":"b","response":{"error":"no"}}},
                {"functionResponse":{"name":"a","response":{"n":2}}},{"text":"Go on"}]}]}""");
        var calls = request.messages().get(1).parts().stream()
                .map(part -> (Content.ToolCall) part.content())
                .toList();
        var results = request.messages().get(2).parts().stream()
                .map(part -> (Content.ToolResult) part.content())
                .toList();
        assertThat(request.messages().get(2).role()).isEqualTo(Role.TOOL);
        assertThat(request.messages().get(3)).isEqualTo(Message.text(Role.USER, "Go on"));
        assertThat(results.stream().map(Content.ToolResult::callId))
                .containsExactly(
                        "x1", calls.get(0).id(), calls.get(1).id(), calls.get(2).id());
        assertThat(calls.stream().map(Content.ToolCall::id).distinct())
                .hasSize(4)
                .allMatch(id -> !id.isEmpty());
        assertThat(results.stream()
                        .map(r -> ((Content.Text) r.parts().getFirst().content()).text()))
                .containsExactly("C", "A1", "no", "{\"n\":2}");
        assertThat(results.stream().map(Content.ToolResult::error)).containsExactly(false, false, true, false);
        assertThat(calls.get(1).arguments()).isEqualTo("{}");
    }

    @Test
    void writesResultsInTheOrderOfTheirCallsInOneContent() {
        var contents = contents(
                "gemini-2.5-flash",
                Message.text(Role.USER, "?"),
                Message.of(
                        Role.ASSISTANT,
                        List.of(
                                Part.of(Content.ToolCall.of("c1", "weather", "{\"city\":\"Rome\"}")),
                                Part.of(Content.ToolCall.of("c2", "time", "")))),
                Message.of(Role.TOOL, List.of(result("c2", "{\"now\":\"noon\"}", true), result("c1", "22 °C", false))));
        assertThat(contents.getJsonObject(1)).isEqualTo(new JsonObject("""
                {"role":"model","parts":[{"functionCall":{"id":"c1","name":"weather","args":{"city":"Rome"}}},
                {"functionCall":{"id":"c2","name":"time","args":{}}}]}"""));
        assertThat(contents.getJsonObject(2)).isEqualTo(new JsonObject("""
                {"role":"user","parts":[
                {"functionResponse":{"id":"c1","name":"weather","response":{"output":"22 °C"}}},
                {"functionResponse":{"id":"c2","name":"time","response":{"error":"{\\"now\\":\\"noon\\"}"}}}]}"""));
    }

    private static Part result(String id, String text, boolean error) {
        return Part.of(new Content.ToolResult(id, null, List.of(Part.text(text)), error));
    }

    @Test
    void putsMediaOfAResultWhereTheModelTakesThem() {
        var image = Part.of(Content.Media.image(new Source.Base64("image/png", "QQ==")));
        var result = Part.of(new Content.ToolResult("c1", "look", List.of(Part.text("seen"), image), false));
        var messages = new Message[] {
            Message.of(Role.ASSISTANT, List.of(Part.of(Content.ToolCall.of("c1", "look", "{}")))),
            Message.of(Role.TOOL, List.of(result))
        };
        var inside =
                contents("gemini-3-flash-preview", messages).getJsonObject(1).getJsonArray("parts");
        assertThat(inside).hasSize(1);
        assertThat(inside.getJsonObject(0).getJsonObject("functionResponse").getJsonArray("parts"))
                .isEqualTo(new JsonArray("[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QQ==\"}}]"));
        var beside = contents("gemini-2.5-pro", messages).getJsonObject(1).getJsonArray("parts");
        assertThat(beside).hasSize(2);
        assertThat(beside.getJsonObject(1).containsKey("inlineData")).isTrue();
    }

    @Test
    void replaysSignaturesAndStandsInForMissingOnesInTheCurrentTurnOnly() {
        var signed = new Seal(Seal.Kind.SIGNATURE, "gemini", "c2ln");
        var old = Message.of(Role.ASSISTANT, List.of(Part.of(Content.ToolCall.of("o", "f", "{}"))));
        var foreign = Message.of(
                Role.ASSISTANT,
                List.of(
                        Part.of(Content.Reasoning.of("Hm")).withSeal(new Seal(Seal.Kind.SIGNATURE, "anthropic", "x")),
                        Part.of(Content.ToolCall.of("a", "f", "{}")),
                        Part.of(Content.ToolCall.of("b", "f", "{}"))));
        var own = Message.of(
                Role.ASSISTANT,
                List.of(
                        Part.of(Content.ToolCall.of("c", "f", "{}")).withSeal(signed),
                        Part.text("").withSeal(signed)));
        var results = Message.of(Role.TOOL, List.of(result("a", "1", false), result("b", "2", false)));
        var messages = new Message[] {
            Message.text(Role.USER, "1"),
            old,
            Message.of(Role.TOOL, List.of(result("o", "", false))),
            Message.text(Role.USER, "2"),
            foreign,
            results,
            own
        };
        var third = contents("gemini-3-pro-preview", messages);
        assertThat(signatures(third, 1)).containsExactly("");
        assertThat(signatures(third, 4)).containsExactly("skip_thought_signature_validator", "");
        assertThat(signatures(third, 6)).containsExactly("c2ln", "c2ln");
        assertThat(signatures(contents("gemini-2.5-pro", messages), 4)).containsExactly("", "");
    }

    private static List<String> signatures(JsonArray contents, int content) {
        return contents.getJsonObject(content).getJsonArray("parts").stream()
                .map(part -> ((JsonObject) part).getString("thoughtSignature", ""))
                .toList();
    }

    @Test
    void asksForReasoningInTheModelsOwnTerms() {
        assertThat(thinking("gemini-2.5-flash", ReasoningRequest.of(Effort.MEDIUM)))
                .isEqualTo("{\"thinkingBudget\":8192,\"includeThoughts\":true}");
        assertThat(thinking("gemini-2.5-pro", new ReasoningRequest(null, null, 64L, "omitted")))
                .isEqualTo("{\"thinkingBudget\":128}");
        assertThat(thinking("gemini-2.5-flash", ReasoningRequest.of(Effort.NONE)))
                .isEqualTo("{\"thinkingBudget\":0}");
        assertThat(thinking("gemini-2.5-pro", ReasoningRequest.of(Effort.NONE))).isEqualTo("{\"thinkingBudget\":128}");
        assertThat(thinking("gemini-2.5-flash", new ReasoningRequest(Mode.ADAPTIVE, null, null, null)))
                .isEqualTo("{\"thinkingBudget\":-1,\"includeThoughts\":true}");
        assertThat(thinking("gemini-3-pro-preview", ReasoningRequest.of(Effort.MEDIUM)))
                .isEqualTo("{\"thinkingLevel\":\"high\",\"includeThoughts\":true}");
        assertThat(thinking("gemini-3.1-pro", ReasoningRequest.of(Effort.MEDIUM)))
                .isEqualTo("{\"thinkingLevel\":\"medium\",\"includeThoughts\":true}");
        assertThat(thinking("gemini-3-flash", new ReasoningRequest(null, null, 31_999L, null)))
                .isEqualTo("{\"thinkingLevel\":\"high\",\"includeThoughts\":true}");
        assertThat(thinking("gemini-3-flash", new ReasoningRequest(Mode.DISABLED, null, null, null)))
                .isEqualTo("{\"thinkingLevel\":\"minimal\"}");
        assertThat(thinking("gemini-2.0-flash", ReasoningRequest.of(Effort.HIGH)))
                .isEqualTo("null");
    }

    private static String thinking(String model, ReasoningRequest reasoning) {
        var request =
                ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi"))).withReasoning(reasoning);
        var config = encode(request, model).getJsonObject("generationConfig", new JsonObject());
        return String.valueOf(config.getJsonObject("thinkingConfig"));
    }

    @Test
    void reasoningLeavesRoomForTheAnswer() {
        var request = ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi")))
                .withReasoning(ReasoningRequest.of(Effort.HIGH))
                .withGeneration(Generation.of(4096L, Sampling.DEFAULT));
        var config = encode(request, "gemini-2.5-flash").getJsonObject("generationConfig");
        assertThat(config.getJsonObject("thinkingConfig").getLong("thinkingBudget"))
                .isEqualTo(2048);
    }

    @Test
    void reducesSchemasToWhatGeminiTakes() {
        var schema = new RawJson("""
                {"$schema":"x","type":"object","additionalProperties":false,"required":["a"],
                "properties":{"a":{"type":["string","null"],"const":"x"},"n":{"type":"integer","exclusiveMinimum":0}}}""");
        var tools = new Tools(
                List.of(
                        Tool.Function.of("f", "Does it", schema),
                        Tool.Function.of("none", null, new RawJson("{\"type\":\"object\",\"properties\":{}}"))),
                new ToolChoice(ToolChoice.Mode.AUTO, List.of("f")),
                null);
        var request =
                ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi"))).withTools(tools);
        var encoded = GEMINI.encodeRequest(request, Target.of("gemini-2.5-flash"));
        var body = new JsonObject(encoded.body().toString());
        assertThat(body.getJsonArray("tools")).isEqualTo(new JsonArray("""
                [{"functionDeclarations":[{"name":"f","description":"Does it","parameters":{"type":"OBJECT","properties":{
                "a":{"type":"STRING","nullable":true,"enum":["x"]},"n":{"type":"INTEGER"}},"required":["a"]}},{"name":"none"}]}]"""));
        assertThat(body.getJsonObject("toolConfig")).isEqualTo(new JsonObject("""
                {"functionCallingConfig":{"mode":"VALIDATED","allowedFunctionNames":["f"]}}"""));
        assertThat(encoded.warnings())
                .containsExactly("tools.f.exclusiveMinimum: not part of the schemas that gemini takes");
        assertThat(encoded.path()).isEqualTo("/models/gemini-2.5-flash:generateContent");
    }

    @Test
    void instructionsLeadOrStayInPlace() {
        var request = ChatRequest.of(
                "m",
                List.of(
                        Message.text(Role.SYSTEM, "A"),
                        Message.text(Role.DEVELOPER, "B"),
                        Message.text(Role.USER, "Hi"),
                        Message.text(Role.SYSTEM, "C")));
        var body = encode(request, "gemini-2.5-flash");
        assertThat(body.getJsonObject("systemInstruction"))
                .isEqualTo(new JsonObject("{\"parts\":[{\"text\":\"A\"},{\"text\":\"B\"}]}"));
        assertThat(body.getJsonArray("contents")).isEqualTo(new JsonArray("""
                [{"role":"user","parts":[{"text":"Hi"}]},{"role":"user","parts":[{"text":"C"}]}]"""));
        assertThat(contents("gemini-2.5-flash", Message.text(Role.SYSTEM, "alone")))
                .hasSize(1);
    }

    @Test
    void foreignToolsBecomeGooglesOwnWhereNoFunctionsStandBeside() {
        var search =
                new Tool.Hosted("anthropic", Tool.Kind.WEB_SEARCH, new RawJson("{\"type\":\"web_search_20250305\"}"));
        var function = Tool.Function.of("f", null, null);
        var alone = ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi")))
                .withTools(new Tools(List.of(search), null, null));
        assertThat(encode(alone, "gemini-2.5-flash").getJsonArray("tools"))
                .isEqualTo(new JsonArray("[{\"googleSearch\":{}}]"));
        var both = alone.withTools(new Tools(List.of(search, function), null, false));
        var encoded = GEMINI.encodeRequest(both, Target.of("gemini-2.5-flash"));
        assertThat(encoded.warnings())
                .containsExactly(
                        "tools.web_search: not supported by gemini", "parallel_tool_calls: not supported by gemini");
    }

    @Test
    void wrongFieldsNameTheirPlace() {
        assertThatThrownBy(() -> decode("{\"contents\":[{\"role\":\"robot\",\"parts\":[]}]}"))
                .hasMessage("contents[0].role: robot (expected: user or model)");
        assertThatThrownBy(() -> decode("{}")).hasMessage("contents: missing (expected: an array)");
        assertThatThrownBy(() -> decode("{\"contents\":[{\"parts\":[{\"text\":3}]}]}"))
                .hasMessage("contents[0].parts[0].text: number (expected: a string)");
        assertThatThrownBy(() -> decode("{\"contents\":[],\"generation_config\":{\"max_output_tokens\":\"many\"}}"))
                .hasMessage("generation_config.max_output_tokens: string (expected: an integer)");
        assertThatThrownBy(() ->
                        decode("{\"contents\":[],\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOME\"}}}"))
                .hasMessage("toolConfig.functionCallingConfig.mode: SOME (expected: AUTO, ANY, NONE or VALIDATED)");
    }

    @Test
    void modelNamesNeverLeadToAnotherPath() {
        assertThat(GeminiPaths.of("gemini-2.5-pro", "generateContent"))
                .isEqualTo("/models/gemini-2.5-pro:generateContent");
        assertThat(GeminiPaths.of("publishers/google/models/g", "x")).isEqualTo("/publishers/google/models/g:x");
        assertThat(GeminiPaths.of("../../admin?key=1#", "x")).isEqualTo("/models/..%2F..%2Fadmin%3Fkey%3D1%23:x");
        assertThat(GeminiPaths.of("models/../x", "y")).isEqualTo("/models/%2E%2E/x:y");
    }

    @Test
    void anotherVendorsSealComesBackExactlyWhicheverAlphabetTheCallerWrites() {
        var seal = new Seal(Seal.Kind.SIGNATURE, "anthropic", "Er+A/b==\nsecond");
        var sent = GeminiSeals.forCaller(seal);
        assertThat(sent).isNotNull();
        assertThat(GeminiSeals.decode(sent)).isEqualTo(seal);
        assertThat(GeminiSeals.decode(sent.replace('+', '-').replace('/', '_'))).isEqualTo(seal);
        assertThat(GeminiSeals.decode("skip_thought_signature_validator"))
                .isEqualTo(new Seal(Seal.Kind.SIGNATURE, "gemini", "skip_thought_signature_validator"));
        assertThat(GeminiSeals.forGoogle(seal)).isNull();
    }

    @Test
    void parametersBeyondWhatGeminiTakesAreLoweredWithAWarning() {
        var sampling = new Sampling(null, null, null, null, null, 1L << 40);
        var generation = new Generation(
                100_000L, sampling, List.of("1", "2", "3", "4", "5", "6"), null, null, null, "low", List.of(), null);
        var request =
                ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi"))).withGeneration(generation);
        var encoded = GEMINI.encodeRequest(request, Target.of("gemini-2.0-flash"));
        var config = new JsonObject(encoded.body().toString()).getJsonObject("generationConfig");
        assertThat(config.getLong("maxOutputTokens")).isEqualTo(8192);
        assertThat(config.getJsonArray("stopSequences")).hasSize(5);
        assertThat(config.getLong("seed")).isEqualTo(256);
        assertThat(encoded.warnings())
                .containsExactly(
                        "max_tokens: lowered to 8192, the most that this model takes",
                        "stop: only the first 5 are taken",
                        "seed: folded into 32 bits",
                        "verbosity: not supported by gemini");
        assertThat(encode(request, "my-own-model")
                        .getJsonObject("generationConfig")
                        .getLong("maxOutputTokens"))
                .isEqualTo(100_000);
    }

    @Test
    void emptyTextsAreLeftOutUnlessTheUserSaysNothingElse() {
        var contents = contents(
                "gemini-2.5-flash",
                Message.of(Role.USER, List.of(Part.text(""), Part.text("Hi"))),
                Message.text(Role.ASSISTANT, ""),
                Message.text(Role.USER, ""));
        assertThat(contents).isEqualTo(new JsonArray("""
                [{"role":"user","parts":[{"text":"Hi"}]},{"role":"user","parts":[{"text":""}]}]"""));
    }
}
