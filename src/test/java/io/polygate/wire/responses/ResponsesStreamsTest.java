package io.polygate.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResponsesStreamsTest {

    private static final ChatRequest REQUEST = ChatRequest.of("m", List.of());

    private static String encode(ChatRequest request, ResponsesLimits limits, StreamEvent... events) {
        var encoder = new ResponsesDialect(limits).streamEncoder(ResponseContext.of("resp_1", 7, request));
        var stream = Buffer.buffer();
        for (var event : events) {
            encoder.encode(event);
        }
        return stream.appendBuffer(encoder.take()).toString();
    }

    private static String encode(StreamEvent... events) {
        return encode(REQUEST, ResponsesLimits.DEFAULT, events);
    }

    private static List<StreamEvent> decode(String stream) {
        var events = new ArrayList<StreamEvent>();
        var decoder = new ResponsesDialect().streamDecoder(Target.of("m"), events::add);
        decoder.push(Buffer.buffer(stream));
        decoder.finish();
        return events;
    }

    private static ResponseCollector collect(String stream) {
        var collector = new ResponseCollector(10_000);
        decode(stream).forEach(collector);
        return collector;
    }

    private static List<String> types(String stream) {
        return stream.lines()
                .filter(l -> l.startsWith("event: "))
                .map(l -> l.substring(7))
                .toList();
    }

    private static JsonObject last(String stream) {
        var data = stream.lines().filter(l -> l.startsWith("data: ")).toList().getLast();
        return new JsonObject(data.substring(6));
    }

    private static StreamEvent started() {
        return new StreamEvent.Started("resp_1", "m", 7, Extras.NONE);
    }

    private static StreamEvent finished(Unified reason) {
        return new StreamEvent.Finished(0, FinishReason.of(reason, null), Extras.NONE);
    }

    private static String event(String json) {
        return "data: " + json.replace('\'', '"') + "\n\n";
    }

    @Test
    void aStreamIsWrittenAsTheGoldenFileHasIt() throws IOException {
        var stream = encode(
                started(),
                new StreamEvent.PartStarted(0, 0, Part.of(new Content.Reasoning(null, List.of()))),
                new StreamEvent.ReasoningDelta(0, 0, 0, true, "Hm."),
                new StreamEvent.PartEnded(0, 0, new Seal(Seal.Kind.ENCRYPTED, "responses", "sealed")),
                new StreamEvent.PartStarted(0, 1, Part.text("")),
                new StreamEvent.TextDelta(0, 1, "Hel"),
                new StreamEvent.LogprobsAdded(0, List.of(new Logprob("Hel", -0.5, null, List.of()))),
                new StreamEvent.TextDelta(0, 1, "lo\u2028"),
                new StreamEvent.PartEnded(0, 1, null),
                new StreamEvent.PartStarted(0, 2, Part.of(Content.ToolCall.of("call_1", "f", ""))),
                new StreamEvent.PartStarted(0, 3, Part.of(Content.ToolCall.of("call_2", "g", ""))),
                new StreamEvent.ArgumentsDelta(0, 2, "{\"a\":"),
                new StreamEvent.ArgumentsDelta(0, 3, "{}"),
                new StreamEvent.ArgumentsDelta(0, 2, "1}"),
                new StreamEvent.PartEnded(0, 2, null),
                new StreamEvent.PartEnded(0, 3, null),
                finished(Unified.TOOL_CALLS),
                new StreamEvent.UsageReported(Usage.of(3, 5)),
                new StreamEvent.Ended());
        try (var golden = ResponsesStreamsTest.class.getResourceAsStream("stream.sse")) {
            assertThat(stream).isEqualTo(new String(golden.readAllBytes()));
        }
    }

    @Test
    void aBrokenStreamEndsInErrorThenFailed() {
        var stream = encode(
                started(),
                new StreamEvent.PartStarted(0, 0, Part.text("")),
                new StreamEvent.TextDelta(0, 0, "Hel"),
                new StreamEvent.Failed(GatewayError.of(ErrorKind.RATE_LIMITED, "slow down")),
                new StreamEvent.Ended());
        assertThat(types(stream)).endsWith("response.output_text.delta", "error", "response.failed");
        var response = last(stream).getJsonObject("response");
        assertThat(response.getString("status")).isEqualTo("failed");
        assertThat(response.getJsonObject("error"))
                .isEqualTo(new JsonObject().put("code", "rate_limit_exceeded").put("message", "slow down"));
        assertThat(collect(stream).error().message()).isEqualTo("slow down");
        assertThat(collect(stream).error().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    }

    @Test
    void aStreamThatFailsAtOnceIsStillAResponse() {
        var stream = encode(new StreamEvent.Failed(GatewayError.of(ErrorKind.OVERLOADED, "busy")));
        assertThat(types(stream))
                .containsExactly("response.created", "response.in_progress", "error", "response.failed");
    }

    @Test
    void anAnswerLongerThanIsKeptFails() {
        var stream = encode(
                REQUEST,
                new ResponsesLimits(10),
                started(),
                new StreamEvent.PartStarted(0, 0, Part.text("")),
                new StreamEvent.TextDelta(0, 0, "12345678"),
                new StreamEvent.TextDelta(0, 0, "901"),
                new StreamEvent.TextDelta(0, 0, "x"));
        assertThat(types(stream)).endsWith("error", "response.failed");
        assertThat(collect(stream).error().message()).contains("10 characters");
    }

    @Test
    void aCutAnswerIsIncomplete() {
        var stream = encode(
                started(),
                new StreamEvent.PartStarted(0, 0, Part.of(new Content.Refusal(""))),
                new StreamEvent.RefusalDelta(0, 0, "No"),
                new StreamEvent.PartEnded(0, 0, null),
                finished(Unified.LENGTH),
                new StreamEvent.Ended());
        assertThat(types(stream))
                .endsWith(
                        "response.refusal.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.incomplete");
        var response = last(stream).getJsonObject("response");
        assertThat(response.getJsonObject("incomplete_details").getString("reason"))
                .isEqualTo("max_output_tokens");
        assertThat(response.getJsonArray("output").getJsonObject(0).getString("status"))
                .isEqualTo("incomplete");
    }

    @Test
    void thoughtsAreTheSummaryForWhoAskedForOne() {
        var request = REQUEST.withReasoning(new ReasoningRequest(null, null, null, "auto"));
        var stream = encode(
                request,
                ResponsesLimits.DEFAULT,
                started(),
                new StreamEvent.PartStarted(0, 0, Part.of(new Content.Reasoning(null, List.of()))),
                new StreamEvent.ReasoningDelta(0, 0, 0, false, "thought"),
                new StreamEvent.PartEnded(0, 0, new Seal(Seal.Kind.SIGNATURE, "anthropic", "sig+/=")),
                finished(Unified.STOP),
                new StreamEvent.Ended());
        assertThat(types(stream)).contains("response.reasoning_summary_text.delta");
        var part = collect(stream).response().choices().getFirst().parts().getFirst();
        assertThat(((Content.Reasoning) part.content()).text()).isEqualTo("thought");
        assertThat(part.seal()).isEqualTo(new Seal(Seal.Kind.SIGNATURE, "anthropic", "sig+/="));
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        var stream = encode(
                started(),
                new StreamEvent.PartStarted(0, 0, Part.of(Content.ToolCall.of("c", "f", ""))),
                new StreamEvent.PartEnded(0, 0, null),
                finished(Unified.TOOL_CALLS),
                new StreamEvent.Ended());
        assertThat(stream).contains("\"delta\":\"{}\"", "\"arguments\":\"{}\",\"call_id\":\"c\"");
    }

    @Test
    void otherChoicesAreWarnedOf() {
        var encoder = new ResponsesDialect().streamEncoder(ResponseContext.of("1", 7, REQUEST));
        encoder.encode(started());
        encoder.encode(new StreamEvent.PartStarted(1, 0, Part.text("")));
        assertThat(encoder.warnings()).containsExactly("choices: not supported by responses");
    }

    @Test
    void whatDeltasLeaveOutIsTakenFromTheEnd() {
        var collector = collect(event("{'type':'response.created','response':{'id':'r','model':'m','created_at':1}}")
                + event("{'type':'response.output_item.added','output_index':0,'item':{'type':'message','id':'a'}}")
                + event("{'type':'response.output_text.delta','output_index':0,'item_id':'b','delta':'Hel'}")
                + event("{'type':'response.output_item.done','output_index':0,'item':{'type':'message','id':'c',"
                        + "'content':[{'type':'output_text','text':'Hello','annotations':[{'type':'url_citation',"
                        + "'url':'u','title':'t','start_index':0,'end_index':5}]}]}}")
                + event("{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call',"
                        + "'call_id':'x','name':'f','arguments':'{}'}}")
                + event("{'type':'response.completed','response':{'id':'r','status':'completed'}}"));
        var choice = collector.response().choices().getFirst();
        var text = (Content.Text) choice.parts().getFirst().content();
        assertThat(text.text()).isEqualTo("Hello");
        assertThat(text.citations()).hasSize(1);
        assertThat(choice.parts().get(1).content()).isEqualTo(Content.ToolCall.of("x", "f", "{}"));
        assertThat(choice.finish().unified()).isEqualTo(Unified.TOOL_CALLS);
    }

    @Test
    void anAnswerThatOnlyItsEndTellsIsRead() {
        var collector = collect(event("{'type':'response.completed','response':{'id':'r','status':'completed',"
                + "'output':[{'type':'message','content':[{'type':'output_text','text':'Hi'}]}]}}"));
        assertThat(collector.response().choices().getFirst().parts().getFirst().content())
                .isEqualTo(Content.Text.of("Hi"));
    }

    @Test
    void errorsAreReadInEveryShape() {
        var flat = "{'type':'error','code':'rate_limit_exceeded','message':'slow','param':null,'sequence_number':3}";
        var nested = "{'type':'error','error':{'type':'invalid_request_error','code':'context_length_exceeded',"
                + "'message':'long','param':'input'}}";
        var failed = "{'type':'response.failed','response':{'id':'r','status':'failed',"
                + "'error':{'code':'server_error','message':'sorry'}}}";
        assertThat(collect(event(flat)).error())
                .extracting(GatewayError::kind, GatewayError::message, GatewayError::status)
                .containsExactly(ErrorKind.RATE_LIMITED, "slow", 429);
        assertThat(collect(event(nested)).error())
                .extracting(GatewayError::kind, GatewayError::message, GatewayError::param)
                .containsExactly(ErrorKind.CONTEXT_LENGTH, "long", "input");
        assertThat(collect(event(failed)).error())
                .extracting(GatewayError::kind, GatewayError::message)
                .containsExactly(ErrorKind.UPSTREAM_ERROR, "sorry");
        assertThat(collect(event("{'error':{'message':'plain'}}")).error().message())
                .isEqualTo("plain");
        assertThat(collect("data: nonsense\n\n").error().message()).contains("not valid JSON");
    }

    @Test
    void aStreamWithoutAnEndFails() {
        var events = decode(event("{'type':'response.created','response':{'id':'r'}}"));
        assertThat(events.getLast()).isInstanceOf(StreamEvent.Failed.class);
    }

    @Test
    void serverToolsAreToldInTheirOwnEvents() {
        var item = "{'type':'code_interpreter_call','id':'ci_1','status':'completed','code':'1+1','outputs':[]}"
                .replace('\'', '"');
        var part = Part.of(new Content.Opaque("responses", new RawJson(item)));
        var stream = encode(
                started(),
                new StreamEvent.PartStarted(0, 0, part),
                new StreamEvent.PartEnded(0, 0, null),
                finished(Unified.STOP),
                new StreamEvent.Ended());
        assertThat(types(stream).subList(2, 10))
                .containsExactly(
                        "response.output_item.added",
                        "response.code_interpreter_call.in_progress",
                        "response.code_interpreter_call_code.delta",
                        "response.code_interpreter_call_code.done",
                        "response.code_interpreter_call.interpreting",
                        "response.code_interpreter_call.completed",
                        "response.output_item.done",
                        "response.completed");
        assertThat(collect(stream).response().choices().getFirst().parts()).containsExactly(part);
    }
}
