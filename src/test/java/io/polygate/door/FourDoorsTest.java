package io.polygate.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The same scripted stream through every door: one answer, and one entry among the calls.
final class FourDoorsTest {

    private static final String SCRIPT =
            Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE;

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().fake(PROVIDER).line("discovery: {enabled: false}"));

    private record Told(String text, String finish, long input, long output) {}

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    @Test
    void tellTheSame() {
        PROVIDER.answers(Script.stream(SCRIPT));
        var told = List.of(rest(), webSocket(), graphQl(), grpc());
        assertThat(told).containsOnly(new Told("Hello 世界", "stop", 9, 2));
        var query = "{ calls(first: 4) { nodes { door operation key provider model target stream status error"
                + " finishReason inputTokens outputTokens attempts } } }";
        var calls = Json.parse(post(query, "application/json"))
                .object("data")
                .object("calls")
                .items("nodes");
        assertThat(calls)
                .extracting(call -> call.string("door"))
                .containsExactly("grpc", "graphql", "websocket", "rest");
        assertThat(calls)
                .extracting(call -> call.raw().replaceFirst("\"door\":\"[a-z]+\",", ""))
                .containsOnly("{\"operation\":\"chat\",\"key\":\"test\",\"provider\":\"fake\",\"model\":\"gpt-test\","
                        + "\"target\":\"upstream-model\",\"stream\":true,\"status\":200,\"error\":null,"
                        + "\"finishReason\":\"stop\",\"inputTokens\":9,\"outputTokens\":2,\"attempts\":1}");
    }

    private static Told rest() {
        var body = Caller.HELLO_STREAM.replace(
                "\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        var text = new StringBuilder();
        var finish = "";
        Json usage = null;
        for (var line : GATEWAY.caller().chat(body).body().split("\n")) {
            if (!line.startsWith("data: {")) {
                continue;
            }
            var chunk = Json.parse(line.substring(6));
            usage = chunk.object("usage") == null ? usage : chunk.object("usage");
            for (var choice : chunk.items("choices")) {
                var content = choice.object("delta").string("content");
                text.append(content == null ? "" : content);
                finish = choice.string("finish_reason") == null ? finish : choice.string("finish_reason");
            }
        }
        return new Told(text.toString(), finish, usage.count("prompt_tokens"), usage.count("completion_tokens"));
    }

    private static Told webSocket() {
        try (var socket = FrameSocket.open(GATEWAY.port())) {
            var heard = socket.say(
                            "{\"type\":\"request\",\"id\":\"1\",\"model\":\"gpt-test\",\"request\":{\"messages\":"
                                    + "[{\"role\":\"user\",\"content\":\"Hi\"}]},\"metadata\":{\"stream\":true}}")
                    .hearTo("stream_end", "error");
            var text = new StringBuilder();
            for (var message : heard) {
                var data = message.object("data");
                for (var choice : data == null ? List.<Json>of() : data.items("choices")) {
                    var content = choice.object("delta").string("content");
                    text.append(content == null ? "" : content);
                }
            }
            var end = heard.getLast();
            var usage = end.object("usage");
            return new Told(
                    text.toString(),
                    end.string("finish_reason"),
                    usage.count("prompt_tokens"),
                    usage.count("completion_tokens"));
        }
    }

    private static Told graphQl() {
        var query = "subscription { chatStream(input: {model: \"gpt-test\", messages: [{role: USER, content: \"Hi\"}]})"
                + " { ... on TextDelta { text } ... on Finished { finishReason usage { inputTokens outputTokens } } } }";
        var text = new StringBuilder();
        Json finished = null;
        for (var line : post(query, "text/event-stream").split("\n")) {
            if (!line.startsWith("data: {")) {
                continue;
            }
            var event = Json.parse(line.substring(6)).object("data").object("chatStream");
            text.append(event.string("text") == null ? "" : event.string("text"));
            finished = event.object("usage") == null ? finished : event;
        }
        return new Told(
                text.toString(),
                finished.string("finishReason").toLowerCase(Locale.ROOT),
                finished.object("usage").count("inputTokens"),
                finished.object("usage").count("outputTokens"));
    }

    private static String post(String query, String accept) {
        var body = new JsonWriter().object().field("query", query).endObject().toString();
        return GATEWAY.caller().post("/graphql", body, "accept", accept).body();
    }

    private static Told grpc() {
        var request = ChatRequest.newBuilder()
                .setModel("gpt-test")
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addContent(Content.newBuilder().setText("Hi")))
                .build();
        var answer = new GrpcCaller(PROVIDER.vertx(), GATEWAY.grpcPort())
                .call("polygate.v1.ChatService/Stream", request.toByteArray());
        var text = new StringBuilder();
        var last = ChatEvent.getDefaultInstance();
        for (var message : answer.messages()) {
            try {
                last = ChatEvent.parseFrom(message.getBytes());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            text.append(last.getTextDelta());
        }
        var finished = last.getFinished();
        var finish = finished.getFinishReason().name().substring("FINISH_REASON_".length());
        return new Told(
                text.toString(),
                finish.toLowerCase(Locale.ROOT),
                finished.getUsage().getInputTokens(),
                finished.getUsage().getOutputTokens());
    }
}
