package io.polygate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayException;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
import io.polygate.model.StreamEvent.ArgumentsDelta;
import io.polygate.model.StreamEvent.PartEnded;
import io.polygate.model.StreamEvent.PartStarted;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamPartsTest {

    private final List<StreamEvent> events = new ArrayList<>();

    private List<String> shape() {
        return events.stream()
                .map(e -> switch (e) {
                    case PartStarted s ->
                        "+" + s.part() + " " + s.start().content().getClass().getSimpleName();
                    case PartEnded s -> "-" + s.part();
                    case ArgumentsDelta d -> d.part() + ":" + d.text();
                    case StreamEvent.TextDelta d -> d.part() + ":" + d.text();
                    case StreamEvent.ReasoningDelta d -> d.part() + ":" + d.text();
                    default -> e.toString();
                })
                .toList();
    }

    private static Part call(String id) {
        return Part.of(Content.ToolCall.of(id, "f", ""));
    }

    @Test
    void aDeltaOfAnotherKindEndsThePartBefore() {
        var parts = new OpenParts(0, events::add);
        parts.reasoning("hm");
        parts.reasoning("m");
        parts.text("a");
        parts.text("b");
        parts.end();
        assertThat(shape()).containsExactly("+0 Reasoning", "0:hm", "0:m", "-0", "+1 Text", "1:a", "1:b", "-1");
    }

    @Test
    void aCallEndsWhenItsArgumentsAreWholeAndAnotherBegins() {
        var parts = new OpenParts(0, events::add);
        var first = parts.call(call("a"));
        parts.arguments(first, "{\"x\":\"}\\\"");
        parts.arguments(first, "{\"}");
        var second = parts.call(call("b"));
        parts.arguments(second, "{}");
        parts.end();
        assertThat(shape())
                .containsExactly("+0 ToolCall", "0:{\"x\":\"}\\\"", "0:{\"}", "-0", "+1 ToolCall", "1:{}", "-1");
    }

    @Test
    void interleavedCallsAreKeptApartAndPutInARow() {
        var parts = new OpenParts(0, new SequentialParts(events::add));
        var first = parts.call(call("a"));
        parts.arguments(first, "{\"x\":");
        var second = parts.call(call("b"));
        parts.arguments(second, "{");
        parts.arguments(first, "1}");
        parts.arguments(second, "}");
        parts.text("t");
        parts.end();
        assertThat(shape())
                .containsExactly(
                        "+0 ToolCall",
                        "0:{\"x\":",
                        "0:1}",
                        "-0",
                        "+1 ToolCall",
                        "1:{",
                        "1:}",
                        "-1",
                        "+2 Text",
                        "2:t",
                        "-2");
    }

    @Test
    void whatWaitsToBePutInARowIsBounded() {
        var row = new SequentialParts(events::add);
        row.accept(new PartStarted(0, 0, call("a")));
        row.accept(new PartStarted(0, 1, call("b")));
        var delta = new ArgumentsDelta(0, 1, "x".repeat(1_000_000));
        assertThatThrownBy(() -> {
                    for (var i = 0; i < 20; i++) {
                        row.accept(delta);
                    }
                })
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void anAnswerToldAsEventsCollectsToTheSameAnswer() {
        var citation = new Citation("https://a.example", "A", null, 0L, 3L, Extras.NONE);
        var answer = new ChatResponse(
                "id",
                "m",
                7,
                List.of(
                        Choice.of(
                                List.of(
                                        new Part(
                                                new Content.Reasoning(
                                                        "r",
                                                        List.of(
                                                                new Content.Passage(true, "s1"),
                                                                new Content.Passage(true, "s2"),
                                                                new Content.Passage(false, "full"))),
                                                new Seal(Seal.Kind.SIGNATURE, "anthropic", "sig"),
                                                null,
                                                Extras.NONE),
                                        Part.of(new Content.Text("one", List.of(citation))),
                                        Part.text("two"),
                                        Part.of(new Content.Refusal("no")),
                                        Part.of(Content.Media.image(new Source.Base64("image/png", "AAAA"))),
                                        Part.of(Content.ToolCall.of("c1", "f", "{\"a\":1}")),
                                        Part.of(Content.ToolCall.of("c2", "g", ""))),
                                FinishReason.of(Unified.TOOL_CALLS, "tool_calls")),
                        new Choice(
                                1,
                                List.of(Part.text("other")),
                                FinishReason.of(Unified.STOP, "stop"),
                                List.of(),
                                Extras.NONE)),
                Usage.of(3, 4),
                Extras.NONE);
        var collector = new ResponseCollector(1000);
        ResponseEvents.replay(answer, collector);
        assertThat(collector.response()).isEqualTo(answer);
        assertThat(collector.ended()).isTrue();
        assertThatThrownBy(() -> ResponseEvents.replay(answer, new ResponseCollector(10)))
                .hasMessage("the upstream's answer is longer than 10 characters");
    }

    @Test
    void thinkTagsAreCutAtAnyPlace() {
        checkThink(
                "<think>a < b</thin>c</think>\n\nanswer <think>x</think>",
                "a < b</thin>c",
                "\n\nanswer <think>x</think>");
        checkThink(" \n<think></think>x", "", "x");
        checkThink("<thinking>no</thinking>", "", "<thinking>no</thinking>");
        checkThink("<think>never closed </thi", "never closed </thi", "");
        checkThink("<th", "", "<th");
        checkThink(" ".repeat(200) + "x", "", " ".repeat(200) + "x");
    }

    private static void checkThink(String content, String reasoning, String text) {
        for (var i = 0; i <= content.length(); i++) {
            for (var j = i; j <= content.length(); j++) {
                var thoughts = new StringBuilder();
                var rest = new StringBuilder();
                var tags = new ThinkTags(thoughts::append, rest::append);
                tags.push(content.substring(0, i));
                tags.push(content.substring(i, j));
                content.substring(j).chars().forEach(c -> tags.push(Character.toString(c)));
                tags.finish();
                assertThat(thoughts).hasToString(reasoning);
                assertThat(rest).hasToString(text);
            }
        }
    }
}
