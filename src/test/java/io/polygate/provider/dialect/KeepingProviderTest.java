package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a caller of the Responses API is kept: by the gateway for a backend that keeps nothing, else by the backend.
final class KeepingProviderTest {

    private static final FakeProvider CHAT = new FakeProvider();
    private static final FakeProvider KEEPER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(CHAT)
            .backend("keeper", "responses", KEEPER.baseUrl())
            .model("kept-there", "keeper", "upstream-model")
            .key("other", "sk-other"));
    private static final Caller CALLER = GATEWAY.caller();
    private static final Caller OTHER = CALLER.withKey("sk-other");

    private static final String PATH = "/v1/responses";
    private static final String CALL = "{\"id\":\"chatcmpl-2\",\"object\":\"chat.completion\",\"created\":1700000001,"
            + "\"model\":\"upstream-model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
            + "\"tool_calls\":[{\"id\":\"call_7\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
            + "\"arguments\":\"{\\\"city\\\":\\\"成都\\\"}\"}}]},\"finish_reason\":\"tool_calls\"}]}";
    private static final String THERE = "{\"id\":\"resp_there\",\"object\":\"response\",\"created_at\":1700000001,"
            + "\"status\":\"completed\",\"model\":\"upstream-model\",\"output\":[],\"vendor_field\":1}";

    @BeforeEach
    void forget() {
        CHAT.answers(Script.json(Script.CHAT));
        KEEPER.answers(Script.json(THERE));
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        CHAT.close();
        KEEPER.close();
    }

    private static HttpResponse<String> post(String members) {
        return CALLER.post(PATH, "{\"model\":\"gpt-test\"," + members + "}");
    }

    private static Json posted(String members) {
        var answer = post(members);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-polygate-warnings").orElse(""))
                .doesNotContain("previous_response_id");
        return Json.parse(answer.body());
    }

    /// A response to `Hello`, which the backend was asked for.
    private static String kept() {
        var id = posted("\"input\":\"Hello\"").string("id");
        CHAT.take();
        return id;
    }

    private static String after(String id) {
        return "\"input\":\"Go on\",\"previous_response_id\":\"" + id + "\"";
    }

    /// The last event of a stream that has a response.
    private static Json completed(String stream) {
        var data = stream.lines()
                .filter(line -> line.startsWith("data: {") && line.contains("\"response.completed\""))
                .toList();
        assertThat(data).as(stream).hasSize(1);
        return Json.parse(data.getFirst().substring(6)).object("response");
    }

    /// The messages that the backend was sent, as `role: text`.
    private static List<String> sent() {
        var body = CHAT.take().json();
        assertThat(body.has("previous_response_id")).isFalse();
        return body.items("messages").stream()
                .map(message -> message.string("role") + ": " + text(message))
                .toList();
    }

    private static String text(Json message) {
        var whole = message.string("content");
        return whole != null
                ? whole
                : String.join(
                        "",
                        message.items("content").stream()
                                .map(part -> part.string("text"))
                                .toList());
    }

    private static void isNotFound(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(Json.parse(answer.body()).object("error").string("type")).isEqualTo("invalid_request_error");
    }

    private static void isUnknownPrevious(HttpResponse<String> answer, String id) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        var error = Json.parse(answer.body()).object("error");
        assertThat(error.string("code")).isEqualTo("previous_response_not_found");
        assertThat(error.string("type")).isEqualTo("invalid_request_error");
        assertThat(error.string("param")).isEqualTo("previous_response_id");
        assertThat(error.string("message")).contains(id);
    }

    @Test
    void sendsTheConversationSoFarBeforeTheNewInput() {
        var first = posted("\"instructions\":\"Be brief\",\"input\":\"Hello\"");
        assertThat(sent()).containsExactly("system: Be brief", "user: Hello");
        var second = posted("\"input\":[{\"role\":\"user\",\"content\":\"And you?\"}],\"previous_response_id\":\""
                + first.string("id") + "\"");
        assertThat(second.string("previous_response_id")).isEqualTo(first.string("id"));
        assertThat(sent()).containsExactly("user: Hello", "assistant: Hi", "user: And you?");
        posted(after(second.string("id")));
        assertThat(sent())
                .containsExactly("user: Hello", "assistant: Hi", "user: And you?", "assistant: Hi", "user: Go on");
    }

    @Test
    void continuesOneResponseInTwoWays() {
        var id = kept();
        posted(after(id));
        assertThat(sent()).containsExactly("user: Hello", "assistant: Hi", "user: Go on");
        posted(after(id));
        assertThat(sent()).containsExactly("user: Hello", "assistant: Hi", "user: Go on");
    }

    @Test
    void sendsTheCallThatAnOutputAnswers() {
        CHAT.then(Script.json(CALL));
        var tools = "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}],";
        var id = posted(tools + "\"input\":\"Weather?\"").string("id");
        CHAT.take();
        posted(tools + "\"previous_response_id\":\"" + id
                + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"call_7\",\"output\":\"rain\"}]");
        var messages = CHAT.take().json().items("messages");
        assertThat(messages).hasSize(3);
        var call = messages.get(1).items("tool_calls").getFirst();
        assertThat(call.string("id")).isEqualTo("call_7");
        assertThat(call.object("function").string("name")).isEqualTo("weather");
        assertThat(call.object("function").string("arguments")).isEqualTo("{\"city\":\"成都\"}");
        assertThat(messages.get(2).string("tool_call_id")).isEqualTo("call_7");
        assertThat(text(messages.get(2))).isEqualTo("rain");
    }

    @Test
    void keepsAStreamedResponse() {
        CHAT.then(Script.bytewise(Script.STREAM)).then(Script.stream(Script.STREAM));
        var first = completed(post("\"stream\":true,\"input\":\"Hello\"").body());
        assertThat(sent()).containsExactly("user: Hello");
        var got = CALLER.get(PATH + "/" + first.string("id"));
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(Json.parse(got.body())).isEqualTo(first);
        var second =
                completed(post("\"stream\":true," + after(first.string("id"))).body());
        assertThat(second.string("previous_response_id")).isEqualTo(first.string("id"));
        assertThat(sent()).containsExactly("user: Hello", "assistant: Hello 世界", "user: Go on");
    }

    @Test
    void keepsAStreamedResponseBeforeItsCallerReadsThatItIsComplete() throws IOException {
        CHAT.then(Script.stall(Script.STREAM));
        var answer = CALLER.openAt(PATH, "{\"model\":\"gpt-test\",\"stream\":true,\"input\":\"Hello\"}");
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var line = lines.readLine();
            while (!line.startsWith("data: ") || !line.contains("\"response.completed\"")) {
                line = lines.readLine();
            }
            CHAT.take();
            posted(after(completed(line).string("id")));
            assertThat(sent()).containsExactly("user: Hello", "assistant: Hello 世界", "user: Go on");
        }
    }

    @Test
    void keepsNoResponseThatBrokeOff() {
        CHAT.then(Script.cut(Script.ROLE + Script.HELLO));
        var stream = post("\"stream\":true,\"input\":\"Hello\"").body();
        var created = stream.lines()
                .filter(line -> line.startsWith("data: ") && line.contains("\"response.created\""))
                .findFirst()
                .orElseThrow();
        assertThat(stream).contains("response.failed");
        isNotFound(CALLER.get(
                PATH + "/" + Json.parse(created.substring(6)).object("response").string("id")));
    }

    @Test
    void keepsEveryTurnOfACallerWhoseRequestsHaveTheSameId() {
        var body = "{\"model\":\"gpt-test\",\"input\":\"Hello\"}";
        var first =
                Json.parse(CALLER.post(PATH, body, "x-request-id", "trace/1").body());
        var next = "{\"model\":\"gpt-test\"," + after(first.string("id")) + "}";
        var second =
                Json.parse(CALLER.post(PATH, next, "x-request-id", "trace/1").body());
        assertThat(second.string("id")).isNotEqualTo(first.string("id"));
        CHAT.take();
        CHAT.take();
        posted(after(second.string("id")));
        assertThat(sent()).hasSize(5);
        assertThat(CALLER.get(PATH + "/" + first.string("id")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsNothingWhereStoreIsFalse(boolean streamed) {
        CHAT.then(streamed ? Script.stream(Script.STREAM) : Script.json(Script.CHAT));
        var answer = post("\"store\":false,\"stream\":" + streamed + ",\"input\":\"Hello\"")
                .body();
        var response = streamed ? completed(answer) : Json.parse(answer);
        assertThat(response.bool("store")).isFalse();
        isNotFound(CALLER.get(PATH + "/" + response.string("id")));
        isUnknownPrevious(post(after(response.string("id"))), response.string("id"));
    }

    @Test
    void continuesWithoutKeepingTheContinuation() {
        var id = kept();
        var second = posted("\"store\":false," + after(id)).string("id");
        assertThat(sent()).containsExactly("user: Hello", "assistant: Hi", "user: Go on");
        isNotFound(CALLER.get(PATH + "/" + second));
    }

    @Test
    void tellsAndForgetsWhatItKeeps() {
        var answer = post("\"input\":\"Hello\"");
        var path = PATH + "/" + Json.parse(answer.body()).string("id");
        assertThat(CALLER.get(path).body()).isEqualTo(answer.body());
        var items = Json.parse(CALLER.get(path + "/input_items").body());
        assertThat(items.string("object")).isEqualTo("list");
        assertThat(items.items("data")).hasSize(1);
        var item = items.items("data").getFirst();
        assertThat(item.string("role")).isEqualTo("user");
        assertThat(item.items("content").getFirst().string("text")).isEqualTo("Hello");
        var cancelled = CALLER.post(path + "/cancel", "");
        assertThat(cancelled.statusCode()).isEqualTo(400);
        assertThat(Json.parse(cancelled.body()).object("error").string("message"))
                .isEqualTo("Cannot cancel a synchronous response.");
        var deleted = CALLER.method("DELETE", path);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(Json.parse(deleted.body()).isTrue("deleted")).isTrue();
        isNotFound(CALLER.get(path));
        isNotFound(CALLER.get(path + "/input_items"));
        isNotFound(CALLER.post(path + "/cancel", ""));
        isNotFound(CALLER.method("DELETE", path));
        var id = path.substring(PATH.length() + 1);
        isUnknownPrevious(post(after(id)), id);
    }

    @Test
    void showsNothingToAnotherKey() {
        var id = kept();
        isNotFound(OTHER.get(PATH + "/" + id));
        isNotFound(OTHER.get(PATH + "/" + id + "/input_items"));
        isNotFound(OTHER.method("DELETE", PATH + "/" + id));
        isUnknownPrevious(OTHER.post(PATH, "{\"model\":\"gpt-test\"," + after(id) + "}"), id);
        assertThat(CALLER.withKey("").get(PATH + "/" + id).statusCode()).isEqualTo(401);
        assertThat(CHAT.waiting()).isZero();
        assertThat(CALLER.get(PATH + "/" + id).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAPreviousResponseThatIsNotThereWithoutAskingTheBackend(boolean streamed) {
        isUnknownPrevious(post("\"stream\":" + streamed + "," + after("resp_nowhere")), "resp_nowhere");
        assertThat(CHAT.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksABackendThatKeepsItsOwn(boolean streamed) {
        var id = streamed ? "resp_streamed" : "resp_there";
        var created = THERE.replace("resp_there", id);
        KEEPER.then(
                streamed
                        ? Script.bytewise(event("response.created", created) + event("response.completed", created))
                        : Script.json(created));
        var body = "{\"model\":\"kept-there\",\"stream\":" + streamed + ",\"previous_response_id\":\"resp_before\","
                + "\"input\":\"Hello\"}";
        assertThat(CALLER.post(PATH, body).statusCode()).isEqualTo(200);
        assertThat(KEEPER.take().body()).isEqualTo(body.replace("kept-there", "upstream-model"));

        assertThat(CALLER.get(PATH + "/" + id + "?include=x").body()).isEqualTo(THERE);
        isAsked("GET", "/v1/responses/" + id);
        CALLER.get(PATH + "/" + id + "/input_items?limit=2");
        isAsked("GET", "/v1/responses/" + id + "/input_items");
        CALLER.post(PATH + "/" + id + "/cancel", "");
        isAsked("POST", "/v1/responses/" + id + "/cancel");
        KEEPER.then(Script.json(
                404, "{\"error\":{\"message\":\"It is gone.\",\"type\":\"invalid_request_error\",\"code\":null}}"));
        var deleted = CALLER.method("DELETE", PATH + "/" + id);
        assertThat(deleted.statusCode()).isEqualTo(404);
        assertThat(deleted.body()).contains("It is gone.");
        isAsked("DELETE", "/v1/responses/" + id);
        isNotFound(OTHER.get(PATH + "/" + id));
        assertThat(KEEPER.waiting()).isZero();
    }

    private static String event(String type, String response) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":0,\"response\":" + response
                + "}\n\n";
    }

    private static void isAsked(String method, String path) {
        var asked = KEEPER.take();
        assertThat(asked.method() + " " + asked.path()).isEqualTo(method + " " + path);
        assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
        assertThat(asked.body()).isEmpty();
    }
}
