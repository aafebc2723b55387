package io.polygate.wire.anthropic;

import static io.polygate.wire.anthropic.Wire.collected;
import static io.polygate.wire.anthropic.Wire.events;
import static io.polygate.wire.anthropic.Wire.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicStreamTest {

    private static final String START = "{'type':'message_start','message':{'id':'msg_1','model':'c','content':[],"
            + "'usage':{'input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1}}}";
    private static final String END =
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':7}}";
    private static final String STOP = "{'type':'message_stop'}";

    private static String start(String block) {
        return "{'type':'content_block_start','index':0,'content_block':" + block + "}";
    }

    private static String delta(String delta) {
        return "{'type':'content_block_delta','index':0,'delta':" + delta + "}";
    }

    private static final String BLOCK_STOP = "{'type':'content_block_stop','index':0}";

    private static Part part(String... lines) {
        var all = new ArrayList<String>();
        all.add(START);
        all.addAll(List.of(lines));
        all.addAll(List.of(BLOCK_STOP, END, STOP));
        return collected(events(all.toArray(String[]::new)))
                .choices()
                .getFirst()
                .parts()
                .getFirst();
    }

    private static StreamEvent.Failed failure(List<StreamEvent> events) {
        return (StreamEvent.Failed) events.getLast();
    }

    @Test
    void usageIsTheNewestWordAndNeverASum() {
        var usage = collected(events(START, END, STOP)).usage();
        assertThat(usage.input()).isEqualTo(10);
        assertThat(usage.cacheRead()).isEqualTo(5);
        assertThat(usage.output()).isEqualTo(7);
    }

    @Test
    void aSignatureSealsItsThinking() {
        var part = part(
                start("{'type':'thinking','thinking':'','signature':''}"),
                delta("{'type':'thinking_delta','thinking':'h'}"),
                delta("{'type':'thinking_delta','thinking':'m'}"),
                delta("{'type':'signature_delta','signature':'sig'}"));
        assertThat(part.content()).isEqualTo(Content.Reasoning.of("hm"));
        assertThat(part.seal()).isEqualTo(new Seal(Seal.Kind.SIGNATURE, "anthropic", "sig"));
    }

    @Test
    void redactedThinkingIsWholeAtItsStart() {
        var part = part(start("{'type':'redacted_thinking','data':'d'}"));
        assertThat(part.seal()).isEqualTo(new Seal(Seal.Kind.REDACTED, "anthropic", "d"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'tool_use','id':'a','name':'f','input':{}}|{'type':'input_json_delta','partial_json':''}|{}",
                "{'type':'tool_use','id':'a','name':'f','input':{}}|{'type':'input_json_delta','partial_json':'[]'}|[]",
                "{'type':'tool_use','id':'a','name':'f','input':{'x':1}}|{'type':'other_delta'}|{'x':1}",
            })
    void argumentsComeInPiecesOrAtOnceOrNotAtAll(String block, String delta, String arguments) {
        var call = (Content.ToolCall) part(start(block), delta(delta)).content();
        assertThat(call.arguments()).isEqualTo(arguments.replace('\'', '"'));
    }

    @Test
    void theVendorsOwnBlocksArePutTogether() {
        var search = part(
                start("{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{}}"),
                delta("{'type':'input_json_delta','partial_json':'{\\'query\\':'}"),
                delta("{'type':'input_json_delta','partial_json':'\\'q\\'}'}"));
        assertThat(((Content.ServerToolCall) search.content()).input().text()).isEqualTo("{\"query\":\"q\"}");
        var compaction = part(
                start("{'type':'compaction','content':null,'encrypted_content':null}"),
                delta("{'type':'compaction_delta','content':'So far','encrypted_content':'e'}"));
        assertThat(((Content.Opaque) compaction.content()).json().text())
                .isEqualTo("{\"type\":\"compaction\",\"content\":\"So far\",\"encrypted_content\":\"e\"}");
    }

    @Test
    void citationsBelongToTheirText() {
        var text = (Content.Text) part(
                        start("{'type':'text','text':''}"),
                        delta(
                                "{'type':'citations_delta','citation':{'type':'web_search_result_location','cited_text':'q','url':'u','title':'t'}}"),
                        delta("{'type':'text_delta','text':'Hi'}"))
                .content();
        assertThat(text.text()).isEqualTo("Hi");
        assertThat(text.citations().getFirst().url()).isEqualTo("u");
    }

    @Test
    void theSameMessageMayStartTwiceAndAnotherMayNot() {
        var text = start("{'type':'text','text':'Hi'}");
        assertThat(collected(events(START, text, START, BLOCK_STOP, END, STOP))
                        .choices()
                        .getFirst()
                        .parts())
                .hasSize(1);
        var other = START.replace("msg_1", "msg_2");
        assertThat(failure(events(START, text, other)).error().message()).contains("another message");
    }

    @Test
    void aStreamThatStopsShortFails() {
        assertThat(failure(events(START, start("{'type':'text','text':'Hi'}")))
                        .error()
                        .kind())
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure(events()).error().message()).contains("ended before");
        assertThat(events(START, END).getLast()).isInstanceOf(StreamEvent.Ended.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}|OVERLOADED|Overloaded",
                "{'type':'error','error':{'type':'rate_limit_error','message':'slow'},'request_id':'r'}|RATE_LIMITED|slow",
                "{'type':'error','error':{'type':'api_error','message':'oops'}}|UPSTREAM_ERROR|oops",
                "{'type':'error','error':{'type':'invalid_request_error','message':'bad'}}|BAD_REQUEST|bad",
                "{'error':{'message':'late','code':504}}|UPSTREAM_ERROR|late",
                "{'error':'plain'}|UPSTREAM_ERROR|plain",
                "plain words|UPSTREAM_ERROR|plain words",
            })
    void anErrorInAStreamFailsIt(String data, ErrorKind kind, String message) {
        var events = Wire.ofText("event: message_start\ndata: " + START.replace('\'', '"') + "\n\nevent: error\ndata: "
                + data.replace('\'', '"') + "\n\n");
        assertThat(failure(events).error().kind()).isEqualTo(kind);
        assertThat(failure(events).error().message()).isEqualTo(message);
    }

    @Test
    void aPlainBodyInPlaceOfAStreamIsUnderstood() {
        var answer = Wire.ofText(
                "{\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\"}");
        assertThat(collected(answer).choices().getFirst().parts()).containsExactly(Part.text("Hi"));
        var error = Wire.ofText(" \n{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}");
        assertThat(failure(error).error().message()).isEqualTo("Busy");
    }

    @Test
    void writesAStreamAsAnthropicDoes() {
        var stream = stream(List.of(
                new StreamEvent.Started("", "", 0, Extras.NONE),
                new StreamEvent.UsageReported(Usage.of(9, 0)),
                new StreamEvent.PartStarted(0, 0, Part.text("")),
                new StreamEvent.TextDelta(0, 0, "Hi"),
                new StreamEvent.PartEnded(0, 0, null),
                new StreamEvent.Ping(),
                new StreamEvent.PartStarted(0, 1, Part.of(Content.ToolCall.of("a", "f", ""))),
                new StreamEvent.ArgumentsDelta(0, 1, "{}"),
                new StreamEvent.PartEnded(0, 1, null),
                new StreamEvent.Finished(0, FinishReason.of(Unified.TOOL_CALLS, "tool_calls"), Extras.NONE),
                new StreamEvent.UsageReported(Usage.of(9, 5)),
                new StreamEvent.Ended()));
        assertThat(stream).isEqualTo(Goldens.text("stream.sse"));
    }

    @Test
    void interleavedCallsAreBlocksInARow() {
        var stream = stream(List.of(
                new StreamEvent.Started("m", "c", 0, Extras.NONE),
                new StreamEvent.PartStarted(0, 0, Part.of(Content.ToolCall.of("a", "f", ""))),
                new StreamEvent.PartStarted(0, 1, Part.of(Content.ToolCall.of("b", "g", ""))),
                new StreamEvent.ArgumentsDelta(0, 1, "{\"b\":"),
                new StreamEvent.ArgumentsDelta(0, 0, "{\"a\":1}"),
                new StreamEvent.ArgumentsDelta(0, 1, "2}"),
                new StreamEvent.PartEnded(0, 0, null),
                new StreamEvent.PartEnded(0, 1, null),
                new StreamEvent.Finished(0, FinishReason.of(Unified.TOOL_CALLS, null), Extras.NONE),
                new StreamEvent.Ended()));
        assertThat(stream.lines()
                        .filter(l -> l.startsWith("event: content_block_"))
                        .map(l -> l.substring(21)))
                .containsExactly("start", "delta", "stop", "start", "delta", "delta", "stop");
        var parts = collected(Wire.ofText(stream)).choices().getFirst().parts();
        assertThat(parts)
                .extracting(p -> ((Content.ToolCall) p.content()).arguments())
                .containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void sealsOfEveryKindComeBackTheSame() {
        var seals = List.of(
                new Seal(Seal.Kind.SIGNATURE, "anthropic", "s"),
                new Seal(Seal.Kind.REDACTED, "anthropic", "r"),
                new Seal(Seal.Kind.ENCRYPTED, "responses", "e"));
        var events = new ArrayList<StreamEvent>();
        events.add(new StreamEvent.Started("m", "c", 0, Extras.NONE));
        for (var i = 0; i < seals.size(); i++) {
            events.add(new StreamEvent.PartStarted(0, i, Part.of(new Content.Reasoning(null, List.of()))));
            events.add(new StreamEvent.PartEnded(0, i, seals.get(i)));
        }
        events.add(new StreamEvent.Finished(0, FinishReason.of(Unified.STOP, null), Extras.NONE));
        events.add(new StreamEvent.Ended());
        var parts = collected(Wire.ofText(stream(events))).choices().getFirst().parts();
        assertThat(parts).extracting(Part::seal).isEqualTo(seals);
    }

    @Test
    void freeTextArgumentsAreTheInputOfAnObject() {
        var stream = stream(List.of(
                new StreamEvent.Started("m", "c", 0, Extras.NONE),
                new StreamEvent.PartStarted(0, 0, Part.of(new Content.ToolCall("a", "f", "", true))),
                new StreamEvent.ArgumentsDelta(0, 0, "say \"hi"),
                new StreamEvent.ArgumentsDelta(0, 0, "\"\n"),
                new StreamEvent.PartEnded(0, 0, null),
                new StreamEvent.Finished(0, FinishReason.of(Unified.TOOL_CALLS, null), Extras.NONE),
                new StreamEvent.Ended()));
        var call = (Content.ToolCall) collected(Wire.ofText(stream))
                .choices()
                .getFirst()
                .parts()
                .getFirst()
                .content();
        assertThat(call.arguments()).isEqualTo("{\"input\":\"say \\\"hi\\\"\\n\"}");
    }
}
