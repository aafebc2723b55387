package io.polygate.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.Logprob;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Streams as vendors really send them.
final class ChatStreamTest {

    private final ChatDialect dialect = new ChatDialect();
    private final ResponseCollector collector = new ResponseCollector(100_000);

    private ChatResponse read(String... data) {
        return read(Quirks.NONE, data);
    }

    private ChatResponse read(Quirks quirks, String... data) {
        var decoder = dialect.streamDecoder(Target.of("m", quirks), collector);
        for (var line : data) {
            decoder.push(Buffer.buffer("data: " + line + "\n\n"));
        }
        decoder.finish();
        return collector.response();
    }

    private static String delta(String delta) {
        return "{\"id\":\"c1\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";
    }

    private static String finish(String reason) {
        return "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":" + reason + "}]}";
    }

    private List<Content.ToolCall> calls(ChatResponse response) {
        return response.choices().getFirst().parts().stream()
                .filter(part -> part.content() instanceof Content.ToolCall)
                .map(part -> (Content.ToolCall) part.content())
                .toList();
    }

    @Test
    void interleavedCallsAreKeptApartByIndex() {
        var response = read(
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}},"
                                + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}"),
                delta("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}"),
                delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}"),
                finish("\"tool_calls\""),
                "[DONE]");
        assertThat(calls(response))
                .containsExactly(Content.ToolCall.of("a", "f", "{\"x\":1}"), Content.ToolCall.of("b", "g", "{}"));
        assertThat(collector.ended()).isTrue();
    }

    @Test
    void repeatedEmptyIdsAndNamesContinueTheCall() {
        var response = read(
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
                delta(
                        "{\"role\":null,\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"{\\\"x\\\":\"}}]}"),
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":null,\"arguments\":\"2}\"}}]}"),
                delta("{\"tool_calls\":[{\"index\":0,\"function\":{}}]}"),
                finish("\"tool_calls\""));
        assertThat(calls(response)).containsExactly(Content.ToolCall.of("a", "f", "{\"x\":2}"));
    }

    @Test
    void callsWithoutIndexOrAllOfIndexZeroAreToldApartByTheirIds() {
        var response = read(
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
                delta("{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"g\",\"arguments\":{\"o\":1}}},"
                        + "{\"id\":\"d\",\"function\":{\"name\":\"g\",\"arguments\":null}}]}"),
                finish("\"stop\""));
        assertThat(calls(response)).extracting(Content.ToolCall::id).containsExactly("a", "b", "c", "d");
        assertThat(calls(response).get(2).arguments()).isEqualTo("{\"o\":1}");
        assertThat(calls(response).get(3).arguments()).isEmpty();
        assertThat(response.choices().getFirst().finish().unified()).isEqualTo(Unified.TOOL_CALLS);
        assertThat(response.choices().getFirst().finish().raw()).isEqualTo("stop");
    }

    @Test
    void callsWithoutAnIdGetOneThatIsTheirsAlone() {
        var response = read(
                delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"index\":1,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
                finish("\"tool_calls\""));
        assertThat(calls(response))
                .extracting(Content.ToolCall::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("call_[A-Za-z0-9]{20}"));
    }

    @Test
    void aCallWithoutANameIsNone() {
        var response = read(
                delta("{\"content\":\"hi\",\"function_call\":{\"name\":\"\",\"arguments\":\"\"}}"),
                finish("\"\""),
                "[DONE]");
        assertThat(calls(response)).isEmpty();
        assertThat(response.choices().getFirst().finish().unified()).isEqualTo(Unified.STOP);
    }

    @Test
    void theReasonIsTakenOnceAndUsageWhereverItIs() {
        var response = read(
                delta("{\"content\":\"a\"}"),
                finish("\"null\""),
                finish("\"length\""),
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],"
                        + "\"x_groq\":{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}}");
        assertThat(response.choices().getFirst().finish().unified()).isEqualTo(Unified.LENGTH);
        assertThat(response.usage().inputTotal()).isEqualTo(5);
        assertThat(response.usage().outputTotal()).isEqualTo(7);
        assertThat(collector.ended()).isTrue();
    }

    @Test
    void aStreamWithoutReasonOrEndMarkWasCutShort() {
        read(delta("{\"content\":\"a\"}"));
        assertThat(collector.ended()).isFalse();
        assertThat(collector.error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(collector.error().message()).isEqualTo("the backend's stream ended before its answer was complete");
    }

    @Test
    void errorsInTheStreamEndItInEveryShape() {
        assertThat(error("{\"error\":{\"message\":\"m1\",\"code\":429}}").status())
                .isEqualTo(429);
        assertThat(error("{\"error\":\"m2\"}").message()).isEqualTo("m2");
        assertThat(error("{\"base_resp\":{\"status_code\":1008,\"status_msg\":\"insufficient balance\"}}")
                        .kind())
                .isEqualTo(ErrorKind.PAYMENT_REQUIRED);
        assertThat(error("{\"object\":\"error\",\"message\":\"m3\",\"type\":\"BadRequestError\",\"code\":400}")
                        .status())
                .isEqualTo(400);
        assertThat(error("{\"code\":\"invalid-argument\",\"error\":\"m4\"}").message())
                .isEqualTo("m4");
    }

    private GatewayError error(String data) {
        var events = new ArrayList<StreamEvent>();
        var decoder = dialect.streamDecoder(Target.of("m"), events::add);
        decoder.push(
                Buffer.buffer("data: " + delta("{\"content\":\"a\"}") + "\n\ndata: " + data + "\n\ndata: [DONE]\n\n"));
        decoder.finish();
        assertThat(events.get(events.size() - 2)).isInstanceOf(StreamEvent.PartEnded.class);
        return ((StreamEvent.Failed) events.getLast()).error();
    }

    @Test
    void thoughtsInTagsAreReasoningWhereTheVendorDoesSo() {
        var quirks = Quirks.decode("minimax", Json.parse("{\"think-tags\":true}"));
        var response = read(
                quirks,
                delta("{\"content\":\"<thi\"}"),
                delta("{\"content\":\"nk>hm</think>\"}"),
                delta("{\"content\":\"yes\"}"),
                finish("\"stop\""));
        assertThat(response.choices().getFirst().parts())
                .extracting(part -> part.content().toString())
                .containsExactly(
                        Content.Reasoning.of("hm").toString(),
                        Content.Text.of("yes").toString());
    }

    @Test
    void openRoutersDetailsCarryTheSignature() {
        var response = read(
                delta(
                        "{\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"format\":\"anthropic-claude-v1\",\"index\":0}]}"),
                delta(
                        "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"sig\",\"format\":\"anthropic-claude-v1\",\"index\":0}]}"),
                delta("{\"content\":\"yes\"}"),
                finish("\"stop\""));
        var part = response.choices().getFirst().parts().getFirst();
        assertThat(((Content.Reasoning) part.content()).text()).isEqualTo("hm");
        assertThat(part.seal().origin()).isEqualTo("anthropic");
        assertThat(part.seal().value()).isEqualTo("sig");
    }

    @Test
    void anAbsurdChoiceNumberIsAnErrorAndNoMemory() {
        read("{\"id\":\"c\",\"choices\":[{\"index\":2000000000,\"delta\":{\"content\":\"a\"}}]}");
        assertThat(collector.error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void tellsLogprobsOfALegacyStreamWithGrowingOffsets() {
        var request = ChatRequest.of("m", List.of()).withStream(true, false);
        var encoder = new CompletionsDialect().streamEncoder(ResponseContext.of("c", 1, request));
        encoder.encode(new StreamEvent.Started("c", "m", 1, Extras.NONE));
        for (var token : List.of("He", "llo")) {
            encoder.encode(new StreamEvent.TextDelta(0, 0, token));
            encoder.encode(new StreamEvent.LogprobsAdded(0, List.of(new Logprob(token, -0.5, null, List.of()))));
        }
        assertThat(encoder.take().toString())
                .contains(
                        "\"logprobs\":{\"tokens\":[\"He\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{}],\"text_offset\":[0]}")
                .contains("\"tokens\":[\"llo\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{}],\"text_offset\":[2]}");
        assertThat(encoder.warnings()).isEmpty();
    }

    /// Claude sends nothing, or an empty piece; Cohere null. Clients parse what they got.
    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        var events = List.of(
                new StreamEvent.Started("c", "m", 1, Extras.NONE),
                new StreamEvent.PartStarted(0, 0, Part.of(Content.ToolCall.of("a", "now", ""))),
                new StreamEvent.ArgumentsDelta(0, 0, ""),
                new StreamEvent.PartEnded(0, 0, null),
                new StreamEvent.PartStarted(0, 1, Part.of(Content.ToolCall.of("b", "look", ""))),
                new StreamEvent.ArgumentsDelta(0, 1, "{\"x\":1}"),
                new StreamEvent.PartEnded(0, 1, null));
        var request = ChatRequest.of("m", List.of()).withStream(true, false);
        var encoder = dialect.streamEncoder(ResponseContext.of("c", 1, request));
        events.forEach(encoder::encode);
        var lines = encoder.take().toString().split("\n\n");
        var told = read(Stream.of(lines).map(line -> line.substring(6)).toArray(String[]::new));
        assertThat(calls(told))
                .containsExactly(Content.ToolCall.of("a", "now", "{}"), Content.ToolCall.of("b", "look", "{\"x\":1}"));
        var call = Part.of(Content.ToolCall.of("a", "now", ""));
        var turns = List.of(Message.of(Role.ASSISTANT, List.of(call)));
        var asked = dialect.encodeRequest(ChatRequest.of("m", turns), Target.of("m"));
        assertThat(asked.body().toString()).contains("{\"name\":\"now\",\"arguments\":\"{}\"}");
    }
}
