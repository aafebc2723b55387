package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What callers may ask of a response that is kept: pages of its input, its events again, going on elsewhere.
final class StoredResponseTest {

    private static final FakeProvider CHAT = new FakeProvider();
    private static final FakeProvider KEEPER = new FakeProvider();
    private static final FakeProvider CLAUDE = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(CHAT)
            .backend("keeper", "responses", KEEPER.baseUrl())
            .model("kept-there", "keeper", "upstream-model")
            .backend("keeper2", "responses", KEEPER.baseUrl())
            .model("kept-elsewhere", "keeper2", "upstream-model")
            .backend("claude", "anthropic", "http://127.0.0.1:" + CLAUDE.port())
            .model("claude", "claude", "claude-sonnet-4-5"));
    private static final Caller CALLER = GATEWAY.caller();

    private static final String PATH = "/v1/responses";
    private static final String THERE = "{\"id\":\"resp_there\",\"object\":\"response\",\"created_at\":1700000001,"
            + "\"status\":\"completed\",\"model\":\"upstream-model\",\"output\":[]}";
    private static final String THINKING = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-sonnet-4-5\",\"stop_sequence\":null,\"stop_reason\":\"tool_use\","
            + "\"usage\":{\"input_tokens\":9,\"output_tokens\":7},\"content\":["
            + "{\"type\":\"thinking\",\"thinking\":\"Rain?\",\"signature\":\"RXJVQkNrWUlB\"},"
            + "{\"type\":\"text\",\"text\":\"Let me see.\"},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"Ulm\"}}]}";

    @BeforeEach
    void forget() {
        CHAT.answers(Script.json(Script.CHAT));
        KEEPER.answers(Script.json(THERE));
        CLAUDE.answers(Script.json(THINKING));
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        CHAT.close();
        KEEPER.close();
        CLAUDE.close();
    }

    private static Json respond(String model, String members) {
        var answer = CALLER.post(PATH, "{\"model\":\"" + model + "\"," + members + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static String fourItems() {
        var input = "\"input\":[{\"role\":\"user\",\"content\":\"one\"},"
                + "{\"id\":\"msg_two\",\"type\":\"message\",\"role\":\"assistant\",\"content\":\"two\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"three\"}]},"
                + "{\"role\":\"user\",\"content\":\"four\"}]";
        var id = respond("gpt-test", input).string("id");
        CHAT.take();
        return PATH + "/" + id + "/input_items";
    }

    private static List<String> texts(Json page) {
        return page.items("data").stream()
                .map(item -> item.items("content").getFirst().string("text"))
                .toList();
    }

    @Test
    void tellsThePagesOfTheInput() {
        var path = fourItems();
        var first = Json.parse(CALLER.get(path + "?limit=3").body());
        assertThat(texts(first)).containsExactly("four", "three", "two");
        assertThat(first.isTrue("has_more")).isTrue();
        assertThat(first.string("first_id"))
                .isEqualTo(first.items("data").getFirst().string("id"));
        assertThat(first.string("last_id")).isEqualTo("msg_two");
        var second = Json.parse(CALLER.get(path + "?limit=3&after=msg_two").body());
        assertThat(texts(second)).containsExactly("one");
        assertThat(second.bool("has_more")).isFalse();
        var ascending = Json.parse(CALLER.get(path + "?order=asc").body());
        assertThat(texts(ascending)).containsExactly("one", "two", "three", "four");
        assertThat(ascending.items("data").get(1).items("content").getFirst().string("type"))
                .isEqualTo("output_text");
        assertThat(ascending.items("data").stream()
                        .map(item -> item.string("id"))
                        .distinct())
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=x, limit", "order=up, order", "after=nobody, after"})
    void refusesAPageThatCannotBe(String query, String param) {
        var answer = CALLER.get(fourItems() + "?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).object("error").string("param")).isEqualTo(param);
    }

    @Test
    void streamsAKeptResponseAgain() {
        var response = respond(
                "claude",
                "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},\"input\":\"Weather?\","
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]");
        CLAUDE.take();
        var path = PATH + "/" + response.string("id");
        var answer = CALLER.get(path + "?stream=true");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        var events = events(answer.body());
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).count("sequence_number")).isEqualTo(i);
        }
        assertThat(events.stream().map(event -> event.string("type")).toList())
                .startsWith("response.created", "response.in_progress", "response.output_item.added")
                .contains(
                        "response.reasoning_summary_text.delta",
                        "response.output_text.done",
                        "response.function_call_arguments.delta")
                .endsWith("response.output_item.done", "response.completed");
        assertThat(events.getFirst().object("response").items("output")).isEmpty();
        assertThat(events.getLast().object("response")).isEqualTo(response);
        var rest = events(CALLER.get(path + "?stream=true&starting_after=3").body());
        assertThat(rest).isEqualTo(events.subList(4, events.size()));
    }

    private static List<Json> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.parse(line.substring(6)))
                .toList();
    }

    @Test
    void goesOnAtAProviderThatKeepsResponsesItself() {
        var first = respond(
                "claude",
                "\"reasoning\":{\"effort\":\"low\"},\"input\":\"Weather?\","
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]");
        CLAUDE.take();
        respond(
                "kept-there",
                "\"previous_response_id\":\"" + first.string("id")
                        + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"rain\"}]");
        var sent = KEEPER.take().json();
        assertThat(sent.has("previous_response_id")).isFalse();
        assertThat(sent.items("input").stream().map(item -> item.string("type")).toList())
                .containsExactly("message", "message", "function_call", "function_call_output");
        assertThat(sent.items("input")).noneMatch(item -> item.has("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-test", "kept-elsewhere"})
    void refusesToGoOnFromWhatAnotherProviderKeeps(String model) {
        respond("kept-there", "\"input\":\"Hello\"");
        KEEPER.take();
        var answer = CALLER.post(
                PATH, "{\"model\":\"" + model + "\",\"input\":\"On\",\"previous_response_id\":\"resp_there\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("resp_there").contains("keeper");
        assertThat(CHAT.waiting() + KEEPER.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gpt-test"})
    void saysNothingAgainstStoringWhatItKeeps(String model) {
        var answer = CALLER.post(PATH, "{\"model\":\"" + model + "\",\"input\":\"Hello\",\"store\":true}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-polygate-warnings").orElse(""))
                .doesNotContain("store");
        assertThat((model.equals("claude") ? CLAUDE : CHAT).take().json().has("store"))
                .isFalse();
        var id = Json.parse(answer.body()).string("id");
        assertThat(CALLER.get(PATH + "/" + id).statusCode()).isEqualTo(200);
    }
}
