package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams that break off in the middle of their text, and go on at another backend.
final class ContinuationTest {

    private static final FakeProvider FIRST = new FakeProvider();
    private static final FakeProvider SECOND = new FakeProvider();
    private static final FakeProvider CLAUDE = new FakeProvider();
    private static final FakeProvider OTHER_CLAUDE = new FakeProvider();

    private static final String BROKEN = Script.ROLE + Script.HELLO;
    private static final String REST = Script.chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null")
            + Script.WORLD
            + Script.chunk("{\"content\":\"!\"}", "null")
            + Script.FINISH
            + Script.USAGE
            + Script.DONE;
    private static final String STARTED = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":"
            + "\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],"
            + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":20,\"output_tokens\":1}}}\n\n"
            + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
            + "{\"type\":\"text\",\"text\":\"\"}}\n\n";
    private static final String ENDED = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}"
            + "\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}\n\n"
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private @Nullable TestGateway running;

    private static String said(String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                + "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}\n\n";
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    @AfterAll
    static void close() {
        Stream.of(FIRST, SECOND, CLAUDE, OTHER_CLAUDE).forEach(FakeProvider::close);
    }

    private TestGateway start(String prefill, String model) {
        var text = new GatewayText()
                .provider("first", FIRST.baseUrl(), "timeouts: {idle: 300ms}")
                .provider("second", SECOND.baseUrl(), prefill)
                .backend("claude", "anthropic", "http://127.0.0.1:" + CLAUDE.port())
                .backend("other-claude", "anthropic", "http://127.0.0.1:" + OTHER_CLAUDE.port())
                .line("routing: {retries: 1, backoff: 1ms, max-backoff: 2ms}")
                .rule("name: m, " + model);
        running = TestGateway.start(text);
        return running;
    }

    private TestGateway two(String prefill) {
        return start(
                prefill,
                "continue: true, targets: [{provider: first, model: x}, {provider: second, model: y, priority: 2}]");
    }

    private static String chat(String more) {
        return "{\"model\":\"m\",\"stream\":true," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static List<Json> chunks(HttpResponse<String> answer) {
        var chunks = new ArrayList<Json>();
        for (var line : answer.body().split("\n")) {
            if (line.startsWith("data: {")) {
                chunks.add(Json.parse(line.substring(6)));
            }
        }
        return chunks;
    }

    private static String text(HttpResponse<String> answer) {
        var text = new StringBuilder();
        for (var chunk : chunks(answer)) {
            for (var choice : chunk.items("choices")) {
                var content = choice.object("delta").string("content");
                text.append(content == null ? "" : content);
            }
        }
        return text.toString();
    }

    private static String blockText(HttpResponse<String> answer) {
        var text = new StringBuilder();
        for (var event : chunks(answer)) {
            if ("content_block_delta".equals(event.string("type"))) {
                text.append(event.object("delta").string("text"));
            }
        }
        return text.toString();
    }

    private static int count(String text, String word) {
        return text.split(java.util.regex.Pattern.quote(word), -1).length - 1;
    }

    private static JsonObject decision(TestGateway gateway, HttpResponse<?> answer) {
        return gateway.decision(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of("connection", Script.cut(BROKEN)),
                Arguments.of("half an event", Script.cut(BROKEN + "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"ind")),
                Arguments.of("early end", Script.early(BROKEN)),
                Arguments.of("silence", Script.stall(BROKEN)),
                Arguments.of(
                        "error event",
                        Script.stream(BROKEN + "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void anotherTargetGoesOnWithTheText(String name, Script broken) {
        var gateway = two("prefill: prefix");
        FIRST.answers(broken);
        SECOND.answers(Script.stream(REST));
        var answer = gateway.caller().chat(chat("\"max_tokens\":100,"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).as(answer.body()).isEqualTo("Hello 世界!");
        assertThat(answer.body()).doesNotContain("error").endsWith("data: [DONE]\n\n");
        assertThat(count(answer.body(), "\"role\"")).isEqualTo(1);
        assertThat(count(answer.body(), "\"stop\"")).isEqualTo(1);
        assertThat(count(answer.body(), "[DONE]")).isEqualTo(1);
        assertThat(chunks(answer)).allSatisfy(chunk -> {
            assertThat(chunk.string("id")).isEqualTo("chatcmpl-1");
            assertThat(chunk.string("model")).isEqualTo("upstream-model");
        });
        var asked = SECOND.take().json();
        var last = asked.items("messages").getLast();
        assertThat(last.string("role")).isEqualTo("assistant");
        assertThat(last.string("content")).isEqualTo("Hello");
        assertThat(last.isTrue("prefix")).isTrue();
        assertThat(asked.number("max_tokens").longValue()).isEqualTo(98);
        var attempts = decision(gateway, answer).getJsonArray("attempts");
        assertThat(attempts.getJsonObject(0).getValue("continued_after")).isNull();
        assertThat(attempts.getJsonObject(0).getString("outcome")).isNotEqualTo("ok");
        assertThat(attempts.getJsonObject(1).getInteger("continued_after")).isEqualTo(5);
        assertThat(attempts.getJsonObject(1).getString("outcome")).isEqualTo("ok");
        assertThat(decision(gateway, answer).getJsonObject("chosen").getString("provider"))
                .isEqualTo("second");
    }

    @Test
    void aBrokenContinuationIsGoneOnWithToo() {
        var gateway = start(
                "prefill: trailing",
                "continue: true, targets: [{provider: first, model: x}, {provider: second, model: y, priority: 2},"
                        + " {provider: claude, model: claude-haiku-4-5, priority: 3}]");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.cut(Script.ROLE + Script.WORLD));
        CLAUDE.answers(Script.stream(STARTED + said(" and") + said(" all") + ENDED));
        var answer = gateway.caller().chat(chat("\"stream_options\":{\"include_usage\":true},"));
        assertThat(text(answer)).as(answer.body()).isEqualTo("Hello 世界 and all");
        var messages = CLAUDE.take().json().items("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.getLast().string("content")).isEqualTo("Hello 世界");
        var usage = chunks(answer).getLast().object("usage");
        // Claude says 20 and 7; its 20 are a prompt of 17 and 3 of text, of which the others had read none and 2.
        assertThat(usage.number("completion_tokens").longValue()).isEqualTo(7 + 2 + 2);
        assertThat(usage.number("prompt_tokens").longValue()).isEqualTo(20 + 17 + 17 + 2);
    }

    @Test
    void aCallerOfAnotherDialectSeesOneMessage() {
        var gateway = two("prefill: partial");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        var answer = gateway.caller().post("/v1/messages", chat("\"max_tokens\":50,"));
        assertThat(blockText(answer)).as(answer.body()).isEqualTo("Hello 世界!");
        assertThat(count(answer.body(), "event: message_start")).isEqualTo(1);
        assertThat(count(answer.body(), "event: content_block_start")).isEqualTo(1);
        assertThat(count(answer.body(), "event: content_block_stop")).isEqualTo(1);
        assertThat(count(answer.body(), "event: message_stop")).isEqualTo(1);
        assertThat(answer.body()).doesNotContain("event: error");
        assertThat(SECOND.take().json().items("messages").getLast().isTrue("partial"))
                .isTrue();
        var responses = gateway.caller().post("/v1/responses", "{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\"}");
        assertThat(responses.body()).contains("\"text\":\"Hello 世界!\"").contains("response.completed");
        assertThat(count(responses.body(), "event: response.created")).isEqualTo(1);
    }

    @Test
    void aPassedMessageGoesOnInItsBlockWithTheUsageOfBoth() {
        var gateway = start(
                "prefill: none",
                "continue: true, targets: [{provider: claude, model: claude-sonnet-4-5},"
                        + " {provider: other-claude, model: claude-haiku-4-5, priority: 2}]");
        CLAUDE.answers(Script.cut(STARTED + said("Hello ")));
        OTHER_CLAUDE.answers(Script.stream(STARTED.replace("msg_1", "msg_2") + said(" wor") + said("ld") + ENDED));
        var answer = gateway.caller().post("/v1/messages", chat("\"max_tokens\":50,"));
        assertThat(blockText(answer)).as(answer.body()).isEqualTo("Hello world");
        assertThat(answer.body()).contains("msg_1").doesNotContain("msg_2").doesNotContain("event: error");
        assertThat(count(answer.body(), "event: message_start")).isEqualTo(1);
        assertThat(count(answer.body(), "event: content_block_stop")).isEqualTo(1);
        var given = OTHER_CLAUDE.take().json().items("messages").getLast();
        assertThat(given.string("content")).isEqualTo("Hello");
        var usage = chunks(answer).stream()
                .filter(event -> "message_delta".equals(event.string("type")))
                .findFirst()
                .orElseThrow()
                .object("usage");
        assertThat(usage.number("input_tokens").longValue()).isEqualTo(40);
        assertThat(usage.number("output_tokens").longValue()).isEqualTo(7 + 2);
    }

    @Test
    void whatAVendorRepeatsOfTheTextIsTakenAway() {
        var gateway = two("vendor: mistral");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(Script.ROLE
                + Script.chunk("{\"content\":\"Hel\"}", "null")
                + Script.chunk("{\"content\":\"lo wor\"}", "null")
                + Script.chunk("{\"content\":\"ld\"}", "null")
                + Script.FINISH
                + Script.DONE));
        assertThat(text(gateway.caller().chat(chat("")))).isEqualTo("Hello world");
        SECOND.answers(Script.stream(Script.ROLE
                + Script.chunk("{\"content\":\"Hel\"}", "null")
                + Script.chunk("{\"content\":\"p!\"}", "null")
                + Script.FINISH
                + Script.DONE));
        assertThat(text(gateway.caller().chat(chat("")))).isEqualTo("HelloHelp!");
    }

    @Test
    void aServerOfOnesOwnIsToldToGoOnWithTheLastMessage() {
        var gateway = two("vendor: vllm");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        assertThat(text(gateway.caller().chat(chat("\"top_k\":3,")))).isEqualTo("Hello 世界!");
        var received = SECOND.take();
        while (received.method().equals("GET")) {
            received = SECOND.take();
        }
        var asked = received.json();
        assertThat(asked.isTrue("continue_final_message")).isTrue();
        assertThat(asked.bool("add_generation_prompt")).isFalse();
        assertThat(asked.items("messages").getLast().string("content")).isEqualTo("Hello");
    }

    @Test
    void deepSeekIsAskedAtItsOwnPath() {
        var gateway = two("vendor: deepseek");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        assertThat(text(gateway.caller().chat(chat("")))).isEqualTo("Hello 世界!");
        var asked = SECOND.take();
        assertThat(asked.path()).isEqualTo("/beta/chat/completions");
        assertThat(asked.json().items("messages").getLast().isTrue("prefix")).isTrue();
    }

    static Stream<Arguments> ends() {
        var call = Script.chunk(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\"}}]}",
                "null");
        var thought = Script.chunk("{\"reasoning_content\":\"Hm\"}", "null");
        return Stream.of(
                Arguments.of("a call was begun", "", BROKEN + call),
                Arguments.of("it was still thinking", "", Script.ROLE + thought),
                Arguments.of("several answers are wanted", "\"n\":2,", BROKEN),
                Arguments.of("a form is wanted", "\"response_format\":{\"type\":\"json_object\"},", BROKEN),
                Arguments.of("nothing but white space", "", Script.ROLE + Script.chunk("{\"content\":\" \"}", "null")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void nobodyGoesOnWhere(String name, String more, String events) {
        var gateway = two("prefill: prefix");
        FIRST.answers(Script.cut(events));
        SECOND.answers(Script.stream(REST));
        var answer = gateway.caller().chat(chat(more));
        assertThat(answer.body()).contains("\"error\"").doesNotContain("世界");
        assertThat(SECOND.waiting()).isZero();
    }

    @Test
    void nobodyGoesOnBeyondTheLimitOrWhereItIsOff() {
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        var targets = "targets: [{provider: first, model: x}, {provider: second, model: y, priority: 2}]";
        var off = start("prefill: prefix", targets);
        assertThat(off.caller().chat(chat("")).body()).contains("\"error\"").doesNotContain("世界");
        off.close();
        running = TestGateway.start(new GatewayText()
                .provider("first", FIRST.baseUrl())
                .provider("second", SECOND.baseUrl(), "prefill: prefix")
                .line("routing: {continue: {enabled: true, max-text: 4}}")
                .rule("name: m, " + targets)
                .rule("name: short, continue: false, " + targets));
        assertThat(running.caller().chat(chat("")).body()).contains("\"error\"").doesNotContain("世界");
        assertThat(SECOND.waiting()).isZero();
    }

    @Test
    void whoCannotGoOnIsNotAsked() {
        var gateway = two("prefill: none");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        var answer = gateway.caller().chat(chat(""));
        assertThat(answer.body()).contains("Hello").contains("\"error\"").doesNotContain("世界");
        assertThat(SECOND.waiting()).isZero();
        assertThat(decision(gateway, answer).getString("error")).isEqualTo("upstream_error");
    }

    @Test
    void aThoughtBeforeTheTextIsNotThoughtAgain() {
        var gateway = two("prefill: prefix");
        FIRST.answers(Script.cut(Script.ROLE + Script.chunk("{\"reasoning_content\":\"Hm\"}", "null") + Script.HELLO));
        SECOND.answers(Script.stream(Script.ROLE
                + Script.chunk("{\"reasoning_content\":\"What?\"}", "null")
                + Script.WORLD
                + Script.FINISH
                + Script.DONE));
        var answer = gateway.caller().chat(chat(""));
        assertThat(text(answer)).isEqualTo("Hello 世界");
        assertThat(answer.body()).contains("Hm").doesNotContain("What?");
    }

    @Test
    void aCallThatTheOtherBeginsFollowsTheText() {
        var gateway = two("prefill: prefix");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(Script.ROLE
                + Script.chunk(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                                + "{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
                        "null")
                + Script.chunk("{}", "\"tool_calls\"")
                + Script.DONE));
        var answer = gateway.caller().post("/v1/messages", chat("\"max_tokens\":50,"));
        assertThat(blockText(answer)).startsWith("Hello");
        assertThat(answer.body()).contains("\"tool_use\"").contains("\"stop_reason\":\"tool_use\"");
        assertThat(answer.body().indexOf("content_block_stop"))
                .isLessThan(answer.body().indexOf("tool_use"));
    }

    @Test
    void theSameKeyGetsTheWholeAnswerAgain() {
        var gateway = two("prefill: prefix");
        FIRST.answers(Script.cut(BROKEN));
        SECOND.answers(Script.stream(REST));
        var first = gateway.caller().chat(chat(""), "idempotency-key", "k");
        var again = gateway.caller().chat(chat(""), "idempotency-key", "k");
        assertThat(text(first)).isEqualTo("Hello 世界!");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(SECOND.waiting()).isEqualTo(1);
    }
}
