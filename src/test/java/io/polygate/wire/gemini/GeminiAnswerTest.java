package io.polygate.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Part;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GeminiAnswerTest {

    private static final GeminiDialect GEMINI = new GeminiDialect();
    private static final ResponseContext CONTEXT =
            ResponseContext.of("answer-1", 1_700_000_000L, ChatRequest.of("m", List.of()));

    private static ChatResponse decode(String body) {
        return GEMINI.decodeResponse(Buffer.buffer(body), Target.of("m"));
    }

    private static JsonObject encode(ChatResponse response) {
        return new JsonObject(GEMINI.encodeResponse(response, CONTEXT).body().toString());
    }

    @Test
    void readsAndWritesAWholeAnswer() {
        var body = """
                {"candidates":[{"content":{"parts":[{"text":"Hm","thought":true,"thoughtSignature":"c2ln"},{"text":"Hello"},
                {"functionCall":{"id":"1","name":"f","args":{"a":1.0}},"thoughtSignature":"c2ln"},
                {"executableCode":{"language":"PYTHON","code":"1"}},{"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"x"}},
                {"inlineData":{"mimeType":"image/png","data":"QQ=="}},{"futurePart":{}}],"role":"model"},
                "finishReason":"STOP","index":0,"avgLogprobs":-0.5}],
                "usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":5,"totalTokenCount":22,
                "thoughtsTokenCount":7,"serviceTier":"standard"},"modelVersion":"gemini-x","responseId":"r1"}""";
        var response = decode(body);
        var choice = response.choices().getFirst();
        assertThat(choice.finish()).isEqualTo(FinishReason.of(Unified.TOOL_CALLS, "STOP"));
        assertThat(choice.parts()).hasSize(7);
        assertThat(((Content.ServerToolResult) choice.parts().get(4).content()).callId())
                .isEqualTo(((Content.ServerToolCall) choice.parts().get(3).content()).id());
        assertThat(((Content.ServerToolResult) choice.parts().get(4).content()).error())
                .isTrue();
        assertThat(response.usage().inputTotal()).isEqualTo(10);
        assertThat(response.usage().input()).isEqualTo(6);
        assertThat(response.usage().outputTotal()).isEqualTo(12);
        assertThat(encode(response)).isEqualTo(new JsonObject(body));
    }

    @Test
    void aBlockedPromptIsAnEmptyChoiceThatTheFilterEnded() {
        var body = """
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":0,"totalTokenCount":3},
                "modelVersion":"g","responseId":"r"}""";
        var response = decode(body);
        assertThat(response.choices())
                .containsExactly(Choice.of(List.of(), FinishReason.of(Unified.CONTENT_FILTER, "PROHIBITED_CONTENT")));
        assertThat(encode(response)).isEqualTo(new JsonObject(body));
        var foreign = new ChatResponse("i", "m", 0, response.choices(), Usage.ZERO, Extras.NONE);
        assertThat(encode(foreign).getJsonArray("candidates").getJsonObject(0).getString("finishReason"))
                .isEqualTo("PROHIBITED_CONTENT");
    }

    @Test
    void everyFinishReasonHasAMeaning() {
        assertThat(finish("\"MAX_TOKENS\"")).isEqualTo(Unified.LENGTH);
        assertThat(finish("\"SPII\"")).isEqualTo(Unified.CONTENT_FILTER);
        assertThat(finish("\"IMAGE_SAFETY\"")).isEqualTo(Unified.CONTENT_FILTER);
        assertThat(finish("\"MALFORMED_FUNCTION_CALL\"")).isEqualTo(Unified.ERROR);
        assertThat(finish("\"SOMETHING_NEW\"")).isEqualTo(Unified.OTHER);
        assertThat(finish("1")).isEqualTo(Unified.STOP);
        assertThat(finish("2")).isEqualTo(Unified.LENGTH);
        assertThat(finish("99")).isEqualTo(Unified.OTHER);
        assertThat(finish("null")).isEqualTo(Unified.STOP);
        for (var unified : Unified.values()) {
            var said = GeminiFinish.encode(FinishReason.of(unified, "end_turn"));
            assertThat(said).matches("[A-Z_]+");
            if (unified != Unified.PAUSE && unified != Unified.TOOL_CALLS) {
                assertThat(GeminiFinish.decode(said, false).unified()).isEqualTo(unified);
            }
        }
    }

    private static Unified finish(String raw) {
        return decode("{\"candidates\":[{\"content\":{},\"finishReason\":" + raw + "}]}")
                .choices()
                .getFirst()
                .finish()
                .unified();
    }

    @Test
    void tokensAreCountedOnceByModality() {
        var usage = GeminiUsage.decode(Json.parse("""
                {"promptTokenCount":100,"cachedContentTokenCount":30,"candidatesTokenCount":50,"thoughtsTokenCount":9,
                "toolUsePromptTokenCount":11,"totalTokenCount":170,
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":25},{"modality":"IMAGE","tokenCount":15}],
                "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":5}],
                "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":40},{"modality":"TEXT","tokenCount":10}]}"""));
        assertThat(usage.withExtras(Extras.NONE))
                .isEqualTo(new Usage(46, 30, 0, 0, 20, 15, 10, 9, 0, 40, 0, Extras.NONE));
        assertThat(usage.total()).isEqualTo(170);
        var more = GeminiUsage.decode(Json.parse("{\"promptTokenCount\":5,\"cachedContentTokenCount\":8}"));
        assertThat(more.input()).isZero();
    }

    @Test
    void usageKeepsTheLastValueOfAFieldAndTheMostThoughts() {
        var usage = new GeminiUsage();
        usage.add(Json.parse("{\"promptTokenCount\":9,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":40}"));
        usage.add(Json.parse("{\"promptTokenCount\":7,\"candidatesTokenCount\":5}"));
        usage.add(Json.parse("{\"trafficType\":\"ON_DEMAND\",\"thoughtsTokenCount\":12}"));
        assertThat(usage.usage().withExtras(Extras.NONE))
                .isEqualTo(new Usage(7, 0, 0, 0, 0, 0, 5, 40, 0, 0, 0, Extras.NONE));
    }

    @Test
    void groundingBecomesCitationsInCharacters() {
        var response = decode("""
                {"candidates":[{"content":{"parts":[{"text":"thinking","thought":true},{"text":"Zürich 😀 is nice."}]},"finishReason":"STOP",
                "groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}},
                {"retrievedContext":{"text":"source","title":"B"}}],
                "groundingSupports":[{"segment":{"startIndex":8,"endIndex":12,"text":"😀"},"groundingChunkIndices":[0,1,7]}]}}]}""");
        var text =
                (Content.Text) response.choices().getFirst().parts().getLast().content();
        assertThat(text.citations()).hasSize(2);
        assertThat(text.citations().getFirst().url()).isEqualTo("https://a.example");
        assertThat(text.citations().getFirst().start()).isEqualTo(7);
        assertThat(text.citations().getFirst().end()).isEqualTo(8);
        assertThat(text.citations().getLast().quote()).isEqualTo("source");
        assertThat(response.choices().getFirst().extras().of("gemini")).containsKey("groundingMetadata");
        var again = encode(response).getJsonArray("candidates").getJsonObject(0);
        assertThat(again.getJsonObject("groundingMetadata").getJsonArray("webSearchQueries"))
                .hasSize(1);
    }

    @Test
    void errorsSayWhenToComeBackBothWays() {
        var body = """
                {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}}""";
        for (var form : List.of(body, "[" + body + "]")) {
            var error = GEMINI.decodeError(new UpstreamFailure(429, Map.of(), Buffer.buffer(form)));
            assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
            assertThat(error.message()).isEqualTo("You exceeded your current quota.");
            assertThat(error.retryAfter()).isEqualTo(Duration.ofMillis(34_400));
            assertThat(new JsonObject(GEMINI.encodeError(error, "req-1").toString()))
                    .isEqualTo(new JsonObject(body));
        }
        var ours = GatewayError.field(ErrorKind.INVALID_FIELD, "contents", "contents: missing")
                .withRetryAfter(Duration.ofSeconds(2));
        assertThat(new JsonObject(GEMINI.encodeError(ours, "req-1").toString())).isEqualTo(new JsonObject("""
                {"error":{"code":400,"message":"contents: missing","status":"INVALID_ARGUMENT","details":[
                {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"invalid_value","domain":"polygate"},
                {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents","description":"contents: missing"}]},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"},
                {"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"req-1"}]}}"""));
    }

    @Test
    void errorsHaveTheKindThatTheirWordsName() {
        assertThat(kind(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."))
                .isEqualTo(ErrorKind.UPSTREAM_AUTH);
        assertThat(kind(
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (9) exceeds the maximum number of tokens allowed (5)."))
                .isEqualTo(ErrorKind.CONTEXT_LENGTH);
        assertThat(kind(404, "NOT_FOUND", "models/x is not found for API version v1beta"))
                .isEqualTo(ErrorKind.MODEL_NOT_FOUND);
        assertThat(kind(503, "UNAVAILABLE", "The model is overloaded.")).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(kind(500, "INTERNAL", "An internal error has occurred.")).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        var refused = GEMINI.decodeError(new UpstreamFailure(
                400, Map.of(), Buffer.buffer("{\"error\":{\"code\":400,\"message\":\"API key not valid.\"}}")));
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.message()).doesNotContain("API key");
        assertThat(refused.original()).isNull();
        assertThat(GEMINI.decodeError(new UpstreamFailure(502, Map.of("retry-after", "3"), Buffer.buffer("<html>")))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(3));
    }

    private static ErrorKind kind(int status, String name, String message) {
        var body = new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("code", status)
                                .put("message", message)
                                .put("status", name));
        return GEMINI.decodeError(new UpstreamFailure(status, Map.of(), Buffer.buffer(body.encode())))
                .kind();
    }

    @Test
    void malformedAnswersAreTheUpstreamsFault() {
        for (var body : List.of(
                "",
                "7",
                "{",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":5}]}}]}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":{}}}]}}]}",
                "{\"error\":{\"message\":\"x\"}}")) {
            assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(
                            e.error().kind().status())
                    .isEqualTo(502));
        }
        assertThat(decode("{}").choices().getFirst().finish().unified()).isEqualTo(Unified.OTHER);
    }

    @Test
    void textOffsetsCountCharactersOfEveryLength() {
        var offsets = new TextOffsets();
        for (var piece : List.of("aé", "中\uD83D", "\uDE00b")) {
            offsets.append(piece);
        }
        var expected = new long[] {0, 1, 3, 6, 10, 11};
        for (var i = 0; i < expected.length; i++) {
            assertThat(offsets.bytes((long) i)).isEqualTo(expected[i]);
            assertThat(offsets.characters(expected[i])).isEqualTo(i);
        }
        assertThat(offsets.length()).isEqualTo(5);
        assertThat(offsets.characters(99L)).isEqualTo(5);
    }

    @Test
    void listsModelsAndCountsTokensInGooglesShape() {
        var models = Buffer.buffer("[{\"name\":\"gpt-x\",\"provider\":\"openai\"}]");
        var list = new JsonObject(GeminiModels.list(models).toString()).getJsonArray("models");
        assertThat(list.getJsonObject(0).getString("name")).isEqualTo("models/gpt-x");
        assertThat(new JsonObject(GeminiModels.one(models).toString())).isEqualTo(list.getJsonObject(0));
        var counted = GeminiTokens.encodeResponse(31);
        assertThat(new JsonObject(counted.toString()).getLong("totalTokens")).isEqualTo(31);
        assertThat(GeminiTokens.decodeResponse(counted)).isEqualTo(31);
        assertThatThrownBy(() -> GeminiTokens.decodeResponse(Buffer.buffer("{}")))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void answersOfOtherVendorsAreSaidInGooglesWords() {
        var parts = List.of(
                Part.of(Content.Reasoning.of("Hm")),
                Part.of(new Content.Refusal("No.")),
                Part.of(Content.ToolCall.of("c1", "f", "{\"broken")),
                Part.of(new Content.ToolCall("c2", "patch", "free text", true)));
        var response = new ChatResponse(
                "",
                "",
                1_700_000_001L,
                List.of(Choice.of(parts, FinishReason.of(Unified.TOOL_CALLS, "tool_use"))),
                Usage.of(3, 4),
                Extras.NONE);
        assertThat(encode(response)).isEqualTo(new JsonObject("""
                {"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"No."},
                {"functionCall":{"id":"c1","name":"f","args":{"arguments":"{\\"broken"}}},
                {"functionCall":{"id":"c2","name":"patch","args":{"input":"free text"}}}],"role":"model"},"finishReason":"STOP","index":0}],
                "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7},
                "modelVersion":"m","responseId":"answer-1","createTime":"2023-11-14T22:13:21Z"}"""));
    }
}
