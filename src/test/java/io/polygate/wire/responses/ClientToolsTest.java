package io.polygate.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.json.Json;
import io.polygate.wire.openai.ChatDialect;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tools that a caller of Responses runs itself (`local_shell`, `shell`, `apply_patch`) work with every backend.
final class ClientToolsTest {

    private static final ResponsesDialect RESPONSES = new ResponsesDialect();

    private static final String TURN = """
            {"model":"m","tools":[{"type":"local_shell"},{"type":"shell","environment":{"type":"local"}},\
            {"type":"apply_patch"}],"tool_choice":{"type":"shell"},"input":[{"role":"user","content":"Go"},\
            {"type":"local_shell_call","id":"lsh_1","call_id":"call_1","status":"completed",\
            "action":{"type":"exec","command":["ls","-l"],"env":{},"timeout_ms":1000}},\
            {"type":"local_shell_call_output","id":"call_1","output":"a.txt"},\
            {"type":"shell_call","id":"sh_1","call_id":"call_2","status":"completed",\
            "action":{"commands":["pwd"],"timeout_ms":null,"max_output_length":null}},\
            {"type":"shell_call_output","call_id":"call_2","max_output_length":null,\
            "output":[{"stdout":"/x","stderr":"","outcome":{"type":"exit","exit_code":0}}]},\
            {"type":"apply_patch_call","id":"apc_1","call_id":"call_3","status":"completed",\
            "operation":{"type":"delete_file","path":"a.txt"}},\
            {"type":"apply_patch_call_output","call_id":"call_3","status":"failed","output":"no such file"}]}""";

    private static ChatRequest turn() {
        return RESPONSES.decodeRequest(IncomingRequest.of(Buffer.buffer(TURN)));
    }

    @Test
    void areFunctionsToAnotherVendor() {
        var encoded = new ChatDialect().encodeRequest(turn(), Target.of("gpt-5"));
        var body = Json.parse(encoded.body());
        assertThat(encoded.warnings()).containsExactly("tool_result.is_error: not supported by openai");
        assertThat(body.items("tools"))
                .extracting(t -> t.object("function").string("name"))
                .containsExactly("local_shell", "shell", "apply_patch");
        assertThat(body.object("tool_choice").object("function").string("name")).isEqualTo("shell");
        var calls = body.items("messages").stream()
                .flatMap(m -> m.items("tool_calls").stream())
                .map(c -> c.string("id") + " " + c.object("function").string("name") + " "
                        + c.object("function").string("arguments"))
                .toList();
        assertThat(calls)
                .containsExactly(
                        "call_1 local_shell {\"command\":[\"ls\",\"-l\"],\"env\":{},\"timeout_ms\":1000}",
                        "call_2 shell {\"commands\":[\"pwd\"],\"timeout_ms\":null,\"max_output_length\":null}",
                        "call_3 apply_patch {\"type\":\"delete_file\",\"path\":\"a.txt\"}");
        assertThat(body.items("messages").stream()
                        .filter(m -> "tool".equals(m.string("role")))
                        .map(m -> m.string("tool_call_id") + " " + m.string("content")))
                .containsExactly(
                        "call_1 a.txt",
                        "call_2 [{\"stdout\":\"/x\",\"stderr\":\"\",\"outcome\":{\"type\":\"exit\",\"exit_code\":0}}]",
                        "call_3 no such file");
    }

    @Test
    void areFunctionsToAnthropicAndGemini() {
        var anthropic = new AnthropicDialect().encodeRequest(turn(), Target.of("claude-sonnet-4-5"));
        assertThat(anthropic.warnings()).noneMatch(w -> w.contains("shell") || w.contains("patch"));
        assertThat(anthropic.body().toString())
                .contains("\"type\":\"tool_use\",\"id\":\"call_3\",\"name\":\"apply_patch\"")
                .contains("\"is_error\":true");
        var gemini = new GeminiDialect().encodeRequest(turn(), Target.of("gemini-3-pro-preview"));
        assertThat(gemini.body().toString())
                .contains("\"name\":\"local_shell\"")
                .contains("\"name\":\"shell\"");
    }

    @Test
    void stayWhatTheyAreToAResponsesBackend() {
        var body =
                Json.parse(RESPONSES.encodeRequest(turn(), Target.of("gpt-5")).body());
        var asked = Json.parse(TURN);
        assertThat(body.get("tools").raw()).isEqualTo(asked.get("tools").raw());
        assertThat(body.get("tool_choice").raw())
                .isEqualTo(asked.get("tool_choice").raw());
        assertThat(body.items("input").stream().skip(1).map(Json::raw))
                .isEqualTo(asked.items("input").stream().skip(1).map(Json::raw).toList());
    }

    @Test
    void callsComeBackAsTheItemsThatTheCallerKnows() {
        var items = output(
                call("call_1", "local_shell", "{\"command\":[\"ls\"],\"timeout_ms\":5}"),
                call("call_2", "shell", "{\"commands\":\"pwd\"}"),
                call("call_3", "apply_patch", "{\"type\":\"update_file\",\"path\":\"a\",\"diff\":\"@@\"}"));
        assertThat(items)
                .extracting(i -> i.string("type") + " " + i.string("call_id") + " " + i.string("status"))
                .containsExactly(
                        "local_shell_call call_1 completed",
                        "shell_call call_2 completed",
                        "apply_patch_call call_3 completed");
        assertThat(items.get(0).get("action").raw())
                .isEqualTo("{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{},\"timeout_ms\":5}");
        assertThat(items.get(1).get("action").raw())
                .isEqualTo("{\"commands\":[\"pwd\"],\"timeout_ms\":null,\"max_output_length\":null}");
        assertThat(items.get(2).get("operation").raw())
                .isEqualTo("{\"type\":\"update_file\",\"path\":\"a\",\"diff\":\"@@\"}");
    }

    @Test
    void aCallThatMakesNoSenseStaysWhatTheModelSaid() {
        var items = output(call("call_1", "shell", "{\"commands\":"), call("call_2", "apply_patch", "[]"));
        assertThat(items)
                .extracting(i -> i.string("type") + " " + i.string("name") + " " + i.string("arguments"))
                .containsExactly("function_call shell {\"commands\":", "function_call apply_patch []");
    }

    @Test
    void aFunctionOfTheSameNameIsTheCallersOwn() {
        var request = RESPONSES.decodeRequest(IncomingRequest.of(
                Buffer.buffer("{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"shell\","
                        + "\"parameters\":{}},{\"type\":\"shell\"}]}")));
        var encoded = new ChatDialect().encodeRequest(request, Target.of("m"));
        assertThat(Json.parse(encoded.body()).items("tools")).hasSize(1);
        assertThat(encoded.warnings()).containsExactly("tools.other: not supported by openai");
    }

    private static Part call(String id, String name, String arguments) {
        return Part.of(Content.ToolCall.of(id, name, arguments));
    }

    /// The output items of an answer with these calls: the same as a whole and as a stream.
    private static List<Json> output(Part... calls) {
        var choice = Choice.of(List.of(calls), FinishReason.of(FinishReason.Unified.TOOL_CALLS, null));
        var response = new ChatResponse("a-1", "m", 1, List.of(choice), Usage.of(1, 1), Extras.NONE);
        var context = ResponseContext.of("a-1", 1, turn());
        var whole =
                Json.parse(RESPONSES.encodeResponse(response, context).body()).items("output");
        var encoder = RESPONSES.streamEncoder(context);
        ResponseEvents.replay(response, encoder::encode);
        var stream = encoder.take().toString();
        var end = stream.lastIndexOf("data: ");
        var streamed =
                Json.parse(stream.substring(end + 6).trim()).object("response").items("output");
        assertThat(streamed)
                .extracting(Json::raw)
                .isEqualTo(whole.stream().map(Json::raw).toList());
        for (var item : whole) {
            assertThat(stream).contains("\"item\":" + item.raw());
        }
        assertThat(stream.split("event: response.output_item.added")).hasSize(calls.length + 1);
        RESPONSES.streamDecoder(Target.of("m"), (StreamEvent _) -> {}).push(Buffer.buffer(stream));
        return whole;
    }
}
