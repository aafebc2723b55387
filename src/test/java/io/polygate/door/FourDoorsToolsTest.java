package io.polygate.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.FinishReason;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import io.polygate.proto.v1.Tool;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A thought, a text and two tool calls of a backend that speaks another dialect, whole and as a stream, and its
/// errors: every door tells the same, and so does the list of calls.
final class FourDoorsToolsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .backend("fake", "anthropic", "http://127.0.0.1:" + PROVIDER.port())
            .model("gpt-test", "fake", "upstream-model")
            .line("discovery: {enabled: false}"));

    private static final String PARAMETERS = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

    private record ToolUse(String id, String name, String arguments) {}

    private record Told(String text, String reasoning, List<ToolUse> calls, String finish, long input, long output) {}

    private static final Told EXPECTED = new Told(
            "Let me see",
            "Hm.",
            List.of(new ToolUse("toolu_1", "look", ToolAnswer.ARGUMENTS), new ToolUse("toolu_2", "now", "{}")),
            "tool_calls",
            9,
            7);

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    @Test
    void aWholeAnswerIsTheSameAtEachDoor() {
        PROVIDER.answers(Script.json(ToolAnswer.WHOLE));
        assertThat(List.of(rest(false), webSocket(false), graphQl(), grpc())).containsOnly(EXPECTED);
        assertThat(calls()).containsOnly("200 null tool_use 9 7 false");
        askedTheSame();
    }

    @Test
    void aStreamIsTheSameAtEachDoor() {
        PROVIDER.answers(Script.stream(ToolAnswer.stream()));
        assertThat(List.of(rest(true), webSocket(true), graphQlStream(), grpcStream()))
                .containsOnly(EXPECTED);
        assertThat(calls()).containsOnly("200 null tool_use 9 7 true");
        askedTheSame();
    }

    private static void askedTheSame() {
        var asked = Stream.generate(PROVIDER::take)
                .limit(4)
                .map(request -> request.json().raw("tools") + request.json().raw("messages"))
                .toList();
        assertThat(asked).allMatch(asked.getFirst()::equals).first().asString().contains(PARAMETERS, "\"Hi\"");
    }

    @ParameterizedTest
    @CsvSource({
        "429, rate_limit_error, rate_limit_exceeded",
        "400, invalid_request_error, invalid_request",
        "529, overloaded_error, overloaded"
    })
    void anErrorIsTheSameAtEachDoor(int status, String type, String code) {
        PROVIDER.answers(Script.json(
                status,
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"So it is\"}}",
                "retry-after",
                "7"));
        assertThat(List.of(restError(), webSocketError(), graphQlError(), grpcError()))
                .containsOnly(code + ": So it is");
        Stream.generate(PROVIDER::take).limit(4).forEach(asked -> {});
        assertThat(calls()).hasSize(1);
    }

    /// What the list says of the last four calls, each once.
    private static List<String> calls() {
        var query = "{ calls(first: 4) { nodes { status error finishReason inputTokens outputTokens stream } } }";
        return Json.parse(post(query, "application/json")).object("data").object("calls").items("nodes").stream()
                .map(call -> Stream.of("status", "error", "finishReason", "inputTokens", "outputTokens", "stream")
                        .map(call::raw)
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow()
                        .replace("\"", ""))
                .distinct()
                .toList();
    }

    private static String openAiBody(boolean stream) {
        return "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":100,"
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Looks\","
                + "\"parameters\":" + PARAMETERS + "}}]"
                + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "") + "}";
    }

    private static Told rest(boolean stream) {
        var body = GATEWAY.caller().chat(openAiBody(stream)).body();
        return stream
                ? openAiStream(Stream.of(body.split("\n"))
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> Json.parse(line.substring(6)))
                        .toList())
                : openAi(Json.parse(body));
    }

    private static Told webSocket(boolean stream) {
        var heard = webSocketSaid(stream);
        return stream
                ? openAiStream(heard.stream()
                        .map(message -> message.object("data"))
                        .filter(data -> data != null)
                        .toList())
                : openAi(heard.getLast().object("response"));
    }

    private static List<Json> webSocketSaid(boolean stream) {
        try (var socket = FrameSocket.open(GATEWAY.port())) {
            return socket.say("{\"type\":\"request\",\"id\":\"1\",\"model\":\"gpt-test\",\"request\":"
                            + openAiBody(stream) + ",\"metadata\":{\"stream\":" + stream + "}}")
                    .hearTo("stream_end", "response", "error");
        }
    }

    private static Told openAi(Json response) {
        var choice = response.items("choices").getFirst();
        var message = choice.object("message");
        var calls = message.items("tool_calls").stream()
                .map(call -> new ToolUse(
                        call.string("id"),
                        call.object("function").string("name"),
                        call.object("function").string("arguments")))
                .toList();
        var usage = response.object("usage");
        return new Told(
                message.string("content"),
                message.string("reasoning_content"),
                calls,
                choice.string("finish_reason"),
                usage.count("prompt_tokens"),
                usage.count("completion_tokens"));
    }

    private static Told openAiStream(List<Json> chunks) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new TreeMap<Long, ToolUse>();
        var finish = "";
        Json usage = null;
        for (var chunk : chunks) {
            usage = chunk.object("usage") == null ? usage : chunk.object("usage");
            for (var choice : chunk.items("choices")) {
                var delta = choice.object("delta");
                text.append(said(delta, "content"));
                reasoning.append(said(delta, "reasoning_content"));
                finish = choice.string("finish_reason") == null ? finish : choice.string("finish_reason");
                for (var call : delta.items("tool_calls")) {
                    var function = call.object("function");
                    var piece = new ToolUse(said(call, "id"), said(function, "name"), said(function, "arguments"));
                    calls.merge(
                            call.count("index"),
                            piece,
                            (a, b) -> new ToolUse(a.id + b.id, a.name + b.name, a.arguments + b.arguments));
                }
            }
        }
        return new Told(
                text.toString(),
                reasoning.toString(),
                List.copyOf(calls.values()),
                finish,
                usage.count("prompt_tokens"),
                usage.count("completion_tokens"));
    }

    private static String said(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }

    private static String input() {
        return "(input: {model: \"gpt-test\", maxTokens: 100, messages: [{role: USER, content: \"Hi\"}], tools: [{name:"
                + " \"look\", description: \"Looks\", parameters: {type: \"object\", properties: {city: {type:"
                + " \"string\"}}}}]})";
    }

    private static String chatQuery() {
        return "mutation { chat" + input() + " { text reasoning toolCalls { id name arguments } finishReason"
                + " usage { inputTokens outputTokens } } }";
    }

    private static Told graphQl() {
        var answer = post(chatQuery(), "application/json");
        var chat = Json.parse(answer).object("data").object("chat");
        return graphQl(chat.string("text"), chat.string("reasoning"), toolUses(chat.items("toolCalls")), chat);
    }

    private static List<ToolUse> toolUses(List<Json> calls) {
        return calls.stream()
                .map(call -> new ToolUse(call.string("id"), call.string("name"), call.string("arguments")))
                .toList();
    }

    private static Told graphQl(String text, String reasoning, List<ToolUse> calls, Json end) {
        return new Told(
                text,
                reasoning,
                calls,
                end.string("finishReason").toLowerCase(Locale.ROOT),
                end.object("usage").count("inputTokens"),
                end.object("usage").count("outputTokens"));
    }

    private static Told graphQlStream() {
        var query = "subscription { chatStream" + input() + " { __typename ... on TextDelta { text }"
                + " ... on ReasoningDelta { text } ... on ToolCall { id name arguments }"
                + " ... on Finished { finishReason usage { inputTokens outputTokens } } } }";
        var events = Stream.of(post(query, "text/event-stream").split("\n"))
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parse(line.substring(6)).object("data").object("chatStream"))
                .toList();
        return graphQl(
                text(events, "TextDelta"),
                text(events, "ReasoningDelta"),
                toolUses(ofType(events, "ToolCall")),
                ofType(events, "Finished").getFirst());
    }

    private static List<Json> ofType(List<Json> events, String type) {
        return events.stream()
                .filter(event -> type.equals(event.string("__typename")))
                .toList();
    }

    private static String text(List<Json> events, String type) {
        var text = new StringBuilder();
        ofType(events, type).forEach(event -> text.append(event.string("text")));
        return text.toString();
    }

    private static String post(String query, String accept) {
        var body = new JsonWriter().object().field("query", query).endObject().toString();
        return GATEWAY.caller().post("/graphql", body, "accept", accept).body();
    }

    private static GrpcCaller.Answer ask(String method) {
        var request = ChatRequest.newBuilder()
                .setModel("gpt-test")
                .setMaxTokens(100)
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addContent(Content.newBuilder().setText("Hi")))
                .addTools(Tool.newBuilder()
                        .setName("look")
                        .setDescription("Looks")
                        .setParameters(PARAMETERS))
                .build();
        return new GrpcCaller(PROVIDER.vertx(), GATEWAY.grpcPort())
                .call("polygate.v1.ChatService/" + method, request.toByteArray());
    }

    private static Told grpc() {
        try {
            var answer = ChatResponse.parseFrom(ask("Complete").only().getBytes());
            var text = new StringBuilder();
            var reasoning = new StringBuilder();
            var calls = new ArrayList<ToolUse>();
            for (var content : answer.getMessage().getContentList()) {
                text.append(content.getText());
                reasoning.append(content.getReasoning());
                if (content.hasToolCall()) {
                    calls.add(toolUse(content.getToolCall()));
                }
            }
            return grpc(text.toString(), reasoning.toString(), calls, answer.getFinishReason(), answer.getUsage());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Told grpcStream() {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<ToolUse>();
        var event = ChatEvent.getDefaultInstance();
        for (var message : ask("Stream").messages()) {
            try {
                event = ChatEvent.parseFrom(message.getBytes());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            text.append(event.getTextDelta());
            reasoning.append(event.getReasoningDelta());
            if (event.hasToolCall()) {
                calls.add(toolUse(event.getToolCall()));
            }
        }
        var finished = event.getFinished();
        return grpc(text.toString(), reasoning.toString(), calls, finished.getFinishReason(), finished.getUsage());
    }

    private static ToolUse toolUse(io.polygate.proto.v1.ToolCall call) {
        return new ToolUse(call.getId(), call.getName(), call.getArguments());
    }

    private static Told grpc(
            String text, String reasoning, List<ToolUse> calls, FinishReason finish, io.polygate.proto.v1.Usage usage) {
        var word = finish.name().substring("FINISH_REASON_".length()).toLowerCase(Locale.ROOT);
        return new Told(text, reasoning, calls, word, usage.getInputTokens(), usage.getOutputTokens());
    }

    private static String restError() {
        var error = Json.parse(GATEWAY.caller().chat(openAiBody(false)).body()).object("error");
        return error.string("code") + ": " + error.string("message");
    }

    private static String webSocketError() {
        var error = webSocketSaid(false).getLast().object("error");
        return error.string("code") + ": " + error.string("message");
    }

    private static String graphQlError() {
        var error = Json.parse(post(chatQuery(), "application/json"))
                .items("errors")
                .getFirst();
        return error.object("extensions").string("code") + ": " + error.string("message");
    }

    private static String grpcError() {
        var answer = ask("Complete");
        try {
            var text = answer.headers().get("grpc-status-details-bin");
            var status = Status.parseFrom(Base64.getDecoder().decode(text));
            return status.getDetails(0).unpack(ErrorInfo.class).getReason().toLowerCase(Locale.ROOT) + ": "
                    + answer.message();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
