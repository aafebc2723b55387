package io.polygate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.Source;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedPiecesTest {

    @Test
    void everyEffortComesBackFromItsBudget() {
        for (var effort : Effort.values()) {
            assertThat(ReasoningBudgets.effort(ReasoningBudgets.of(effort))).isEqualTo(effort);
        }
    }

    @Test
    void aBudgetLeavesRoomBelowMaxTokens() {
        var high = ReasoningRequest.of(Effort.HIGH);
        assertThat(ReasoningBudgets.budget(high, null)).isEqualTo(16_384);
        assertThat(ReasoningBudgets.budget(high, 16_384L)).isEqualTo(8192);
        assertThat(ReasoningBudgets.budget(high, 1500L)).isEqualTo(1024);
        assertThat(ReasoningBudgets.budget(high, 1024L)).isZero();
        assertThat(ReasoningBudgets.budget(new ReasoningRequest(Mode.ENABLED, null, 31_999L, null), 32_000L))
                .isEqualTo(31_999);
        assertThat(ReasoningBudgets.budget(new ReasoningRequest(Mode.DISABLED, Effort.HIGH, null, null), null))
                .isZero();
        assertThat(ReasoningBudgets.budget(new ReasoningRequest(Mode.ENABLED, null, null, null), null))
                .isEqualTo(8192);
    }

    @Test
    void argumentsBecomeAnObjectWhateverTheModelWrote() {
        assertThat(ToolArguments.asObject("{ \"a\" : 1.0 }")).isEqualTo("{ \"a\" : 1.0 }");
        assertThat(ToolArguments.asObject("")).isEqualTo("{}");
        assertThat(ToolArguments.asObject("null")).isEqualTo("{}");
        assertThat(ToolArguments.asObject("[1]")).isEqualTo("{\"arguments\":[1]}");
        assertThat(ToolArguments.asObject("{\"a\":")).isEqualTo("{\"arguments\":\"{\\\"a\\\":\"}");
    }

    @Test
    void dataUrlsGiveTheirBytesInTheStandardAlphabet() {
        assertThat(DataUrl.source("data:image/png;base64,-_8")).isEqualTo(new Source.Base64("image/png", "+/8="));
        assertThat(DataUrl.source("data:text/plain;charset=utf-8;base64,QQ=="))
                .isEqualTo(new Source.Base64("text/plain", "QQ=="));
        assertThat(DataUrl.source("https://a.example/x.png"))
                .isEqualTo(new Source.Url("https://a.example/x.png", null));
        assertThat(DataUrl.of(new Source.Base64("image/png", "QQ=="))).isEqualTo("data:image/png;base64,QQ==");
        assertThat(DataUrl.mediaType("https://a.example/x.JPG?y=.png")).isEqualTo("image/jpeg");
    }

    @Test
    void wrongTypesNameTheirPlace() {
        var fields = Fields.root(Json.parse("{\"messages\":[{},3],\"max_tokens\":1.5,\"user\":7,\"n\":null}"));
        assertThatThrownBy(() -> fields.objects("messages"))
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.error().kind()).isEqualTo(ErrorKind.INVALID_FIELD);
                    assertThat(e.error().param()).isEqualTo("messages[1]");
                })
                .hasMessage("messages[1]: number (expected: an object)");
        assertThatThrownBy(() -> fields.integer("max_tokens")).hasMessage("max_tokens: 1.5 (expected: an integer)");
        assertThatThrownBy(() -> fields.string("user")).hasMessage("user: number (expected: a string)");
        assertThatThrownBy(() -> fields.requireString("model")).hasMessage("model: missing (expected: a string)");
        assertThat(fields.integer("n")).isNull();
        assertThatThrownBy(() -> IncomingRequest.of(Buffer.buffer("[1]"))).hasMessage("the body is not a JSON object");
        assertThatThrownBy(() -> IncomingRequest.of(Buffer.buffer("{\"a\" 1}")))
                .hasMessage("the body is not valid JSON: expected ':' at line 1, column 6");
    }

    @Test
    void vendorsWordsDecideTheKindOfAnError() {
        assertThat(VendorErrors.kind(400, "invalid_request_error", "context_length_exceeded", ""))
                .isEqualTo(ErrorKind.CONTEXT_LENGTH);
        assertThat(VendorErrors.kind(400, null, null, "This model's maximum context length is 65536 tokens."))
                .isEqualTo(ErrorKind.CONTEXT_LENGTH);
        assertThat(VendorErrors.kind(401, null, null, "no")).isEqualTo(ErrorKind.UPSTREAM_AUTH);
        assertThat(VendorErrors.kind(400, null, null, "Incorrect API key provided: x"))
                .isEqualTo(ErrorKind.UPSTREAM_AUTH);
        assertThat(VendorErrors.kind(429, "insufficient_quota", "insufficient_quota", ""))
                .isEqualTo(ErrorKind.PAYMENT_REQUIRED);
        assertThat(VendorErrors.kind(529, "overloaded_error", null, "Overloaded"))
                .isEqualTo(ErrorKind.OVERLOADED);
        assertThat(VendorErrors.kind(404, null, null, "model 'x' not found")).isEqualTo(ErrorKind.MODEL_NOT_FOUND);
        assertThat(VendorErrors.kind(404, null, null, "page not found")).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void retryAfterIsReadInEveryForm() {
        var now = Instant.parse("2026-11-21T08:00:00Z");
        assertThat(VendorErrors.retryAfter(Map.of("retry-after-ms", "1500", "retry-after", "9"), now))
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(VendorErrors.retryAfter(Map.of("retry-after", "2"), now)).isEqualTo(Duration.ofSeconds(2));
        assertThat(VendorErrors.retryAfter(Map.of("retry-after", "Sat, 21 Nov 2026 08:01:00 GMT"), now))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(VendorErrors.retryAfter(Map.of("retry-after", "soon"), now)).isNull();
        assertThat(VendorErrors.duration("34.4s")).isEqualTo(Duration.ofMillis(34_400));
    }

    @Test
    void schemasFitGeminisSubset() {
        var warnings = new Warnings("gemini");
        var schema = new RawJson("""
                {"$schema":"x","type":"object","additionalProperties":false,"required":["a"],"$defs":{
                "P":{"type":"object","properties":{"next":{"$ref":"#/$defs/P"},"n":{"type":["integer","null"]}}}},
                "properties":{"a":{"const":"x"},"p":{"$ref":"#/$defs/P"},"u":{"oneOf":[{"type":"string"},{"type":"null"}]},
                "l":{"type":"array","items":{"anyOf":[{"type":"number"},{"type":"string","format":"uuid"}]},"uniqueItems":true},
                "m":{"type":["string","number"]}}}""");
        assertThat(JsonSchemas.toGemini(schema, "parameters", warnings))
                .isEqualTo("{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\",\"enum\":[\"x\"]},"
                        + "\"p\":{\"type\":\"OBJECT\",\"properties\":{\"next\":{\"type\":\"OBJECT\"},"
                        + "\"n\":{\"type\":\"INTEGER\",\"nullable\":true}}},\"u\":{\"type\":\"STRING\",\"nullable\":true},"
                        + "\"l\":{\"type\":\"ARRAY\",\"items\":{\"anyOf\":[{\"type\":\"NUMBER\"},{\"type\":\"STRING\"}]}},"
                        + "\"m\":{\"anyOf\":[{\"type\":\"STRING\"},{\"type\":\"NUMBER\"}]}},\"required\":[\"a\"]}");
        assertThat(warnings.list())
                .containsExactly(
                        "parameters: a recursive schema is cut",
                        "parameters.uniqueItems: not part of the schemas that gemini takes");
    }

    @Test
    void geminisSchemasBecomeJsonSchema() {
        var schema = Json.parse(
                "{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\",\"nullable\":true},"
                        + "\"b\":{\"type\":\"ARRAY\",\"items\":{\"type\":\"INTEGER\"},\"minItems\":\"2\"}},\"required\":[\"a\"]}");
        assertThat(JsonSchemas.fromGemini(schema).text())
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},"
                                + "\"b\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":2}},\"required\":[\"a\"]}");
    }

    @Test
    void quirksAreReadFromAPresetAndRefuseWhatTheyDontKnow() {
        var quirks = Quirks.decode(
                "mistral",
                Json.parse("{\"renames\":{\"seed\":\"random_seed\"},\"refuses\":[\"logprobs\"],\"call-id-length\":9,"
                        + "\"values\":{\"tool_choice.required\":\"any\",\"x.y\":\"\"},\"reasoning-switch\":\"none\"}"));
        assertThat(quirks.rename("seed")).isEqualTo("random_seed");
        assertThat(quirks.takes("logprobs")).isFalse();
        assertThat(quirks.value("tool_choice", "required")).isEqualTo("any");
        assertThat(quirks.value("tool_choice", "auto")).isEqualTo("auto");
        assertThat(quirks.value("x", "y")).isNull();
        assertThatThrownBy(() -> Quirks.decode("v", Json.parse("{\"think-tag\":true}")))
                .hasMessageStartingWith("think-tag: unknown (expected: one of");
        assertThatThrownBy(() -> Quirks.decode("v", Json.parse("{\"replay\":\"sometimes\"}")))
                .hasMessage("replay: sometimes (expected: one of [never, tool-turns, always])");
    }

    @Test
    void warningsAreFitForAHeaderAndBounded() {
        var warnings = new Warnings("openai");
        for (var i = 0; i < 100; i++) {
            warnings.unsupported("field\r\n" + i);
        }
        assertThat(warnings.list()).hasSize(32).first().isEqualTo("field__0: not supported by openai");
    }
}
