package io.polygate.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MockChatTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello there, 世界\"}]";
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\",\"minimum\":3}},"
                    + "\"required\":[\"city\"]}}},{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}]";

    private final MockBench bench = new MockBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static Json choice(Recording answer) {
        return answer.json().items("choices").getFirst();
    }

    private static String content(Recording answer) {
        return choice(answer).object("message").string("content");
    }

    @Test
    void answersTheSameRequestWithTheSameBytesAndAnotherWithOthers() {
        var first = bench.chat("{" + HELLO + "}");
        assertThat(bench.chat("{" + HELLO + "}").text()).isEqualTo(first.text());
        assertThat(content(first)).contains("hello there, 世界");
        assertThat(content(bench.chat("{" + HELLO.replace("hello", "goodbye") + "}")))
                .contains("goodbye there")
                .isNotEqualTo(content(first));
        assertThat(first.head.status()).isEqualTo(200);
        assertThat(choice(first).string("finish_reason")).isEqualTo("stop");
    }

    @Test
    void answersTheLastUserMessageAndReadsTheTextOfParts() {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":\"old\"},{\"role\":\"assistant\",\"content\":\"so\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"new\"},{\"type\":\"image_url\"}]}]}";
        assertThat(content(bench.chat(body))).contains("You said: new").doesNotContain("old");
    }

    @Test
    void tellsUsageInProportionToTheText() {
        var small = bench.chat("{" + HELLO + "}").json().object("usage");
        var large = bench.chat("{" + HELLO.replace("there", "there ".repeat(100)) + "}")
                .json()
                .object("usage");
        assertThat(small.count("prompt_tokens")).isEqualTo(4 + 3);
        assertThat(large.count("prompt_tokens")).isEqualTo(small.count("prompt_tokens") + 100);
        assertThat(small.count("total_tokens"))
                .isEqualTo(small.count("prompt_tokens") + small.count("completion_tokens"));
    }

    @Test
    void theChunksOfAStreamAddUpToTheWholeAnswer() {
        var whole = bench.chat("{" + HELLO + "}");
        var stream = bench.chat("{\"stream\":true," + HELLO + "}");
        assertThat(stream.head.headers()).anyMatch(h -> h.value().startsWith("text/event-stream"));
        assertThat(stream.content(0)).isEqualTo(content(whole));
        assertThat(stream.text()).endsWith("\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        var first = stream.events().getFirst().items("choices").getFirst();
        assertThat(first.object("delta").string("role")).isEqualTo("assistant");
        assertThat(stream.parts).hasSize((int) whole.json().object("usage").count("completion_tokens") + 3);
        assertThat(stream.outcome.tokens()).isEqualTo(whole.outcome.tokens());
        assertThat(stream.text()).doesNotContain("usage");
    }

    @Test
    void tellsUsageAtTheEndOfAStreamOnlyWhenAsked() {
        var stream = bench.chat("{\"stream\":true,\"stream_options\":{\"include_usage\":true}," + HELLO + "}");
        var events = stream.events();
        assertThat(events.getLast().items("choices")).isEmpty();
        assertThat(events.getLast().object("usage").count("completion_tokens"))
                .isEqualTo(stream.outcome.tokens().output());
        assertThat(events.subList(0, events.size() - 1))
                .allMatch(event -> event.member("usage").isNull());
        assertThat(stream.text()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void stopsAtMaxTokensWithFinishReasonLength() {
        for (var field : new String[] {"max_tokens", "max_completion_tokens"}) {
            var whole = bench.chat("{\"" + field + "\":2," + HELLO + "}");
            assertThat(choice(whole).string("finish_reason")).isEqualTo("length");
            assertThat(content(whole)).isEqualTo("You said:");
            assertThat(whole.json().object("usage").count("completion_tokens")).isEqualTo(2);
        }
        var stream = bench.chat("{\"stream\":true,\"max_tokens\":2," + HELLO + "}");
        assertThat(stream.content(0)).isEqualTo("You said:");
        assertThat(stream.outcome.finish()).isEqualTo("length");
    }

    @Test
    void givesAsManyDifferentChoicesAsAskedFor() {
        var whole = bench.chat("{\"n\":3," + HELLO + "}").json();
        assertThat(whole.items("choices")).extracting(c -> c.count("index")).containsExactly(0L, 1L, 2L);
        assertThat(whole.items("choices"))
                .extracting(c -> c.object("message").string("content"))
                .doesNotHaveDuplicates();
        var stream = bench.chat("{\"n\":2,\"stream\":true," + HELLO + "}");
        assertThat(stream.content(1))
                .isEqualTo(whole.items("choices").get(1).object("message").string("content"));
    }

    @Test
    void callsTheFirstToolWithArgumentsThatFitItsSchema() {
        var whole = bench.chat("{" + TOOLS + "," + HELLO + "}");
        var call = choice(whole).object("message").items("tool_calls").getFirst();
        assertThat(choice(whole).string("finish_reason")).isEqualTo("tool_calls");
        assertThat(call.object("function").string("name")).isEqualTo("weather");
        assertThat(call.object("function").string("arguments")).isEqualTo("{\"city\":\"city\",\"days\":3}");
        var stream = bench.chat("{\"stream\":true," + TOOLS + "," + HELLO + "}");
        var arguments = new StringBuilder();
        for (var event : stream.events()) {
            for (var part : event.items("choices").getFirst().object("delta").items("tool_calls")) {
                arguments.append(part.object("function").string("arguments"));
            }
        }
        assertThat(arguments).hasToString("{\"city\":\"city\",\"days\":3}");
        assertThat(stream.outcome.finish()).isEqualTo("tool_calls");
    }

    @Test
    void callsTheForcedToolAndNoneWhereNoneIsWantedOrAResultCame() {
        var forced = "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"clock\"}},";
        var call = choice(bench.chat("{" + forced + TOOLS + "," + HELLO + "}"))
                .object("message")
                .items("tool_calls")
                .getFirst();
        assertThat(call.object("function").raw()).isEqualTo("{\"name\":\"clock\",\"arguments\":\"{}\"}");
        assertThat(content(bench.chat("{\"tool_choice\":\"none\"," + TOOLS + "," + HELLO + "}")))
                .startsWith("You said");
        var result = HELLO.replace("]", ",{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"12 °C\"}]");
        assertThat(content(bench.chat("{" + TOOLS + "," + result + "}"))).startsWith("The tool said: 12 °C");
    }

    @Test
    void answersInJsonThatFitsTheSchemaWhereJsonIsAskedFor() {
        var format = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[\"red\",\"blue\"]}}}}},";
        assertThat(content(bench.chat("{" + format + HELLO + "}"))).isEqualTo("{\"a\":\"red\"}");
        assertThat(content(bench.chat("{\"response_format\":{\"type\":\"json_object\"}," + HELLO + "}")))
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages | MISSING_FIELD",
                "{\"messages\":[]} | messages | INVALID_FIELD",
                "{\"messages\":7} | messages | INVALID_FIELD",
                "{\"messages\":[1]} | messages[0] | INVALID_FIELD",
                "{\"messages\":[{\"content\":\"x\"}]} | messages[0].role | MISSING_FIELD",
                "{\"messages\":[{\"role\":\"user\",\"content\":3}]} | messages[0].content | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"max_tokens\":-1} | max_tokens | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"n\":1.5} | n | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"n\":129} | n | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"tools\":{}} | tools | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"metadata\":{\"mock_fault\":\"odd\"}} | metadata.mock_fault | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"metadata\":{\"mock_delay\":\"soon\"}} | metadata.mock_delay | INVALID_FIELD",
                "{\"messages\":[{\"role\":\"user\"}],\"metadata\":{\"mock_dealy\":\"1s\"}} | metadata.mock_dealy | INVALID_FIELD",
            })
    void refusesWhatOpenAiWouldRefuseAndSaysWhere(String body, String param, ErrorKind kind) {
        var refused = bench.chat(body);
        assertThat(refused.error.param()).isEqualTo(param);
        assertThat(refused.error.kind()).isEqualTo(kind);
        assertThat(refused.error.message()).startsWith(param).contains("(expected: ");
        assertThat(refused.parts).isEmpty();
    }

    @Test
    void refusesABodyThatIsNoJsonObject() {
        assertThat(bench.chat("[]").error.kind()).isEqualTo(ErrorKind.BAD_REQUEST);
        assertThat(bench.chat("{").error.kind()).isEqualTo(ErrorKind.BAD_JSON);
    }
}
