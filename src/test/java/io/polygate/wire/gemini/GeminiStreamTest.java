package io.polygate.wire.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.StreamEvent.ArgumentsDelta;
import io.polygate.model.StreamEvent.Ended;
import io.polygate.model.StreamEvent.Failed;
import io.polygate.model.StreamEvent.Finished;
import io.polygate.model.StreamEvent.PartEnded;
import io.polygate.model.StreamEvent.PartStarted;
import io.polygate.model.StreamEvent.Started;
import io.polygate.model.StreamEvent.TextDelta;
import io.polygate.model.StreamEvent.UsageReported;
import io.polygate.model.Usage;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseContext.Framing;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiStreamTest {

    private static final GeminiDialect GEMINI = new GeminiDialect();
    private static final Seal SEAL = new Seal(Seal.Kind.SIGNATURE, "gemini", "c2ln");

    private static String golden(String name) {
        try (var stream = GeminiStreamTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<StreamEvent> events(String stream, int size) {
        var events = new ArrayList<StreamEvent>();
        var decoder = GEMINI.streamDecoder(Target.of("m"), events::add);
        var bytes = stream.getBytes(UTF_8);
        for (var at = 0; at < bytes.length; at += size) {
            decoder.push(Buffer.buffer(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
        }
        decoder.finish();
        return events;
    }

    private static ChatResponse collect(List<StreamEvent> events) {
        var collector = new ResponseCollector(1 << 20);
        events.forEach(collector);
        assertThat(collector.ended()).isTrue();
        return collector.response();
    }

    private static String encode(List<StreamEvent> events, Framing framing) {
        var context = new ResponseContext("answer-1", 0, ChatRequest.of("m", List.of()), framing);
        var encoder = GEMINI.streamEncoder(context);
        var stream = new StringBuilder();
        for (var event : events) {
            encoder.encode(event);
            stream.append(encoder.take().toString());
        }
        return stream.toString();
    }

    private static String sse(String... chunks) {
        var stream = new StringBuilder();
        for (var chunk : chunks) {
            stream.append("data: ").append(chunk).append("\r\n\r\n");
        }
        return stream.toString();
    }

    @Test
    void bothFramingsSayTheSameHoweverTheyAreSplit() {
        var stream = golden("stream.sse");
        var array = golden("stream.json");
        var events = events(stream, stream.length());
        for (var size : new int[] {1, 2, 3, 7, 64}) {
            assertThat(events(stream, size)).as("sse by %d", size).isEqualTo(events);
            assertThat(events(array, size)).as("array by %d", size).isEqualTo(events);
        }
        assertThat(events(array, array.length())).isEqualTo(events);
        assertThat(GEMINI.decodeResponse(Buffer.buffer(array), Target.of("m"))).isEqualTo(collect(events));
        var response = collect(events);
        assertThat(response.id()).isEqualTo("r-1");
        assertThat(response.choices().getFirst().parts())
                .containsExactly(
                        Part.of(GeminiParts.thought("Let me think.")),
                        Part.text("日本 😀 and more").withSeal(SEAL),
                        Part.of(new Content.ToolCall(call(response), "weather", "{\"city\":\"東京\"}", false))
                                .withSeal(SEAL));
        assertThat(response.choices().getFirst().finish()).isEqualTo(FinishReason.of(Unified.TOOL_CALLS, "STOP"));
        assertThat(response.usage()).isEqualTo(new Usage(12, 0, 0, 0, 0, 0, 9, 30, 0, 0, 0, Extras.NONE));
    }

    private static String call(ChatResponse response) {
        return ((Content.ToolCall)
                        response.choices().getFirst().parts().getLast().content())
                .id();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "JSON_ARRAY"})
    void whatIsWrittenIsReadAgain(String framing) {
        var events = events(golden("stream.sse"), 9);
        var written = encode(events, Framing.valueOf(framing));
        assertThat(collect(events(written, 5))).isEqualTo(collect(events));
        assertThat(encode(events, Framing.valueOf(framing))).isEqualTo(written);
        if (framing.equals("SSE")) {
            assertThat(written).startsWith("data: {").endsWith("}\r\n\r\n").doesNotContain("[DONE]");
            assertThat(written.replace("\r\n\r\n", "")).doesNotContain("\n");
        } else {
            assertThat(written).startsWith("[{").endsWith("}\n]\n");
        }
    }

    @Test
    void aSignatureOnAnEmptyTextIsThatOfTheTextBefore() {
        var events = events(
                sse(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}]},\"finishReason\":1}]}"),
                11);
        assertThat(events)
                .containsExactly(
                        new Started("", "m", 0, Extras.NONE),
                        new PartStarted(0, 0, Part.text("")),
                        new TextDelta(0, 0, "Hi"),
                        new PartEnded(0, 0, SEAL),
                        new Finished(0, FinishReason.of(Unified.STOP, "STOP"), Extras.NONE),
                        new Ended());
        var alone = events(
                sse(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"thoughtSignature\":\"c2ln\",\"text\":\"\"}]},\"finishReason\":\"STOP\"}]}"),
                11);
        assertThat(collect(alone).choices().getFirst().parts())
                .containsExactly(Part.text("").withSeal(SEAL));
    }

    @Test
    void argumentsThatStreamBecomeJson() {
        var events = events(
                sse(
                        part(
                                "{\"functionCall\":{\"name\":\"cook\",\"willContinue\":true},\"thoughtSignature\":\"c2ln\"}"),
                        part(
                                partial(
                                        "{\"jsonPath\":\"$.recipe.items[0].name\",\"stringValue\":\"Sa\",\"willContinue\":true}")),
                        part(partial("{\"jsonPath\":\"$.recipe.items[0].name\",\"stringValue\":\"lt \\\"\\n\"}")),
                        part(partial("{\"jsonPath\":\"$.recipe.items[0].grams\",\"numberValue\":2.50}")),
                        part(partial("{\"jsonPath\":\"$.recipe.items[1].name\",\"stringValue\":\"x\"}")),
                        part(
                                partial(
                                        "{\"jsonPath\":\"$.recipe.hot\",\"boolValue\":true},{\"jsonPath\":\"$['odd key']\",\"nullValue\":\"NULL_VALUE\"}")),
                        part("{\"functionCall\":{}}"),
                        part("{\"functionCall\":{\"name\":\"stop\"}}"),
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}]}"),
                13);
        var parts = collect(events).choices().getFirst().parts();
        assertThat(((Content.ToolCall) parts.getFirst().content()).arguments())
                .isEqualTo(
                        "{\"recipe\":{\"items\":[{\"name\":\"Salt \\\"\\n\",\"grams\":2.50},{\"name\":\"x\"}],\"hot\":true},\"odd key\":null}");
        assertThat(parts.getFirst().seal()).isEqualTo(SEAL);
        assertThat(((Content.ToolCall) parts.getLast().content()).arguments()).isEqualTo("{}");
        assertThat(events.stream().filter(ArgumentsDelta.class::isInstance).count())
                .isGreaterThan(10);
    }

    private static String part(String part) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}]}";
    }

    private static String partial(String args) {
        return "{\"functionCall\":{\"partialArgs\":[" + args + "],\"willContinue\":true}}";
    }

    @Test
    void errorsInAStreamEndItInEveryForm() {
        var error = "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}";
        var text = part("{\"text\":\"Hi\"}");
        for (var stream : List.of(sse(text, error), "[" + text + ",\n" + error + "]", sse(text, "[" + error + "]"))) {
            var events = events(stream, 10);
            assertThat(events.getLast()).isInstanceOfSatisfying(Failed.class, e -> {
                assertThat(e.error().message()).isEqualTo("overloaded");
                assertThat(e.error().status()).isEqualTo(503);
                assertThat(e.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
            });
        }
        var failed = List.<StreamEvent>of(new Failed(GatewayError.of(ErrorKind.RATE_LIMITED, "slow down")));
        assertThat(encode(failed, Framing.SSE)).startsWith("data: {\"error\":{\"code\":429,\"message\":\"slow down\"");
        assertThat(encode(failed, Framing.JSON_ARRAY))
                .startsWith("[{\"error\":")
                .endsWith("}\n]\n");
        assertThat(events(encode(failed, Framing.JSON_ARRAY), 3).getLast())
                .isInstanceOfSatisfying(
                        Failed.class, e -> assertThat(e.error().message()).isEqualTo("slow down"));
    }

    @Test
    void aStreamThatIsCutShortFails() {
        var text = part("{\"text\":\"Hi\"}");
        for (var stream :
                List.of("", sse(text), "[" + text, "[" + text + ",{\"candidates\":[{\"conte", "data: {\"x\":")) {
            assertThat(events(stream, 4).getLast()).as(stream).isInstanceOf(Failed.class);
        }
        assertThat(events(sse(text, "{broken"), 4).getLast())
                .isInstanceOfSatisfying(
                        Failed.class, e -> assertThat(e.error().status()).isEqualTo(502));
        var wrong = events(sse(part("{\"text\":7}")), 4);
        assertThat(wrong.getLast())
                .isInstanceOfSatisfying(
                        Failed.class, e -> assertThat(e.error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR));
    }

    @Test
    void anEventOverTheLimitFailsTheStream() {
        for (var stream : List.of(
                sse(part("{\"text\":\"" + "x".repeat(500) + "\"}")),
                "[" + part("{\"text\":\"" + "x".repeat(500) + "\"}") + "]")) {
            var events = new ArrayList<StreamEvent>();
            var decoder = GEMINI.streamDecoder(new Target("m", Quirks.NONE, 200), events::add);
            decoder.push(Buffer.buffer(stream.substring(0, 300)));
            decoder.push(Buffer.buffer(stream.substring(300)));
            decoder.finish();
            assertThat(events).hasSize(1);
            assertThat(events.getFirst()).isInstanceOf(Failed.class);
        }
    }

    @Test
    void aBlockedPromptStaysOneBothWays() {
        var chunk =
                "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4},\"responseId\":\"r\"}";
        var events = events(sse(chunk), 8);
        assertThat(collect(events).choices().getFirst().finish())
                .isEqualTo(FinishReason.of(Unified.CONTENT_FILTER, "SAFETY"));
        var written = encode(events, Framing.SSE);
        assertThat(written).contains("\"blockReason\":\"SAFETY\"").doesNotContain("\"candidates\"");
    }

    @Test
    void candidatesInterleave() {
        var events = events(
                sse(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"index\":0},{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"index\":1}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"B\"}]},\"finishReason\":\"STOP\",\"index\":1}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A\"}]},\"finishReason\":\"MAX_TOKENS\",\"index\":0}]}"),
                20);
        for (var response : List.of(collect(events), collect(events(encode(events, Framing.SSE), 20)))) {
            assertThat(response.choices()).hasSize(2);
            assertThat(response.choices().get(0).parts()).containsExactly(Part.text("aA"));
            assertThat(response.choices().get(1).parts()).containsExactly(Part.text("bB"));
            assertThat(response.choices().get(0).finish().unified()).isEqualTo(Unified.LENGTH);
        }
    }

    @Test
    void callsThatInterleaveAreWrittenWholeAndInOrder() {
        var events = List.<StreamEvent>of(
                new Started("r", "m", 0, Extras.NONE),
                new PartStarted(0, 0, Part.of(Content.ToolCall.of("1", "a", ""))),
                new PartStarted(0, 1, Part.of(Content.ToolCall.of("2", "b", ""))),
                new ArgumentsDelta(0, 1, "{\"y\":"),
                new ArgumentsDelta(0, 0, "{\"x\""),
                new ArgumentsDelta(0, 1, "2}"),
                new PartEnded(0, 1, null),
                new ArgumentsDelta(0, 0, ":1}"),
                new PartEnded(0, 0, null),
                new Finished(0, FinishReason.of(Unified.TOOL_CALLS, "tool_use"), Extras.NONE),
                new UsageReported(Usage.of(3, 4)),
                new Ended());
        var response = collect(events(encode(events, Framing.SSE), 30));
        assertThat(response.choices().getFirst().parts())
                .containsExactly(
                        Part.of(Content.ToolCall.of("1", "a", "{\"x\":1}")),
                        Part.of(Content.ToolCall.of("2", "b", "{\"y\":2}")));
        assertThat(response.usage()).isEqualTo(Usage.of(3, 4));
    }

    @Test
    void citationsOfAStreamArePlacedInItsText() {
        var events = events(
                sse(
                        part("{\"text\":\"é is \"}"),
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"nice\"}]},\"finishReason\":\"STOP\",\"groundingMetadata\":"
                                + "{\"groundingChunks\":[{\"web\":{\"uri\":\"u\",\"title\":\"t\"}}],\"groundingSupports\":[{\"segment\":"
                                + "{\"startIndex\":6,\"endIndex\":10},\"groundingChunkIndices\":[0]}]}}]}"),
                17);
        var text = (Content.Text)
                collect(events).choices().getFirst().parts().getFirst().content();
        assertThat(text.citations()).hasSize(1);
        assertThat(text.citations().getFirst().start()).isEqualTo(5);
        assertThat(text.citations().getFirst().end()).isEqualTo(9);
    }
}
