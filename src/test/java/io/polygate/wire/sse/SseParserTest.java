package io.polygate.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SseParserTest {

    private static List<String> parse(byte[] bytes, int... splits) {
        var events = new ArrayList<SseEvent>();
        var parser = new SseParser(10_000, events::add);
        var from = 0;
        for (var split : splits) {
            parser.push(Buffer.buffer(java.util.Arrays.copyOfRange(bytes, from, split)));
            from = split;
        }
        parser.push(bytes, from, bytes.length);
        parser.finish();
        return events.stream()
                .map(e -> e.name() + "|" + e.id() + "|" + e.text() + "|" + e.comment())
                .toList();
    }

    private static List<String> bytewise(byte[] bytes) {
        var splits = new int[bytes.length];
        for (var i = 0; i < bytes.length; i++) {
            splits[i] = i;
        }
        return parse(bytes, splits);
    }

    /// The same events whole, at every split in two, in many splits in three, and byte by byte.
    private static void check(String stream, String... expected) {
        var bytes = stream.getBytes(UTF_8);
        assertThat(parse(bytes)).containsExactly(expected);
        assertThat(bytewise(bytes)).containsExactly(expected);
        for (var i = 0; i <= bytes.length; i++) {
            assertThat(parse(bytes, i)).as("split at %d", i).containsExactly(expected);
            for (var j = i; j <= bytes.length; j += 3) {
                assertThat(parse(bytes, i, j)).as("split at %d and %d", i, j).containsExactly(expected);
            }
        }
    }

    @Test
    void readsEventsWithNameIdAndData() {
        check("event: a\nid: 1\ndata: x\n\ndata: y\n\n", "a|1|x|null", "|1|y|null");
    }

    @Test
    void linesEndInLfCrLfOrCr() {
        check(
                "data: x\r\n\r\ndata: y\r\rdata: z\n\ndata: w\r\n\n",
                "|null|x|null",
                "|null|y|null",
                "|null|z|null",
                "|null|w|null");
    }

    @Test
    void joinsDataLinesAndTakesNoSpaceOrOneAway() {
        check("data:a\ndata:  b\ndata\ndata:\ndata: c:d\n\n", "|null|a\n b\n\n\nc:d|null");
    }

    @Test
    void dashScopeEventsKeepTheirComment() {
        check(
                "id:1\nevent:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling\"}\n\n",
                "error|1|{\"code\":\"Throttling\"}|HTTP_STATUS/429");
    }

    @Test
    void commentsAndEventsWithoutDataAreNone() {
        check(": keep-alive\n\n: x\r\n\r\nevent: lonely\n\nretry: 10\nunknown: 1\ndata: x\n\n", "|null|x|null");
    }

    @Test
    void aByteOrderMarkIsSkippedAtTheStartOnly() {
        check("\uFEFFdata: x\n\n\uFEFFdata: y\n\ndata: \uFEFF\n\n", "|null|x|null", "|null|\uFEFF|null");
    }

    @Test
    void theLastEventNeedsNoBlankLineAndNoLineEnd() {
        check("data: x\n\ndata: 漢", "|null|x|null", "|null|漢|null");
        check("data: x\n\ndata: y\n", "|null|x|null", "|null|y|null");
    }

    @Test
    void unicodeLineSeparatorsAndNextLineAreText() {
        check("data: a\u2028b\u2029c\u0085d\u000be 😀\n\n", "|null|a\u2028b\u2029c\u0085d\u000be 😀|null");
    }

    @Test
    void emptyDataIsAnEventAndNothingIsNone() {
        check("data\n\n\n\n\ndata:\n\n", "|null||null", "|null||null");
        check("");
        check("\uFEFF");
        check("\n\r\n");
    }

    @Test
    void rawBytesOfAllEventsAreTheStream() {
        var stream = "data: x\r\n\r\n: c\ndata: y\r\rdata: z\n\ndata: last".getBytes(UTF_8);
        for (var split = 0; split <= stream.length; split++) {
            var raw = Buffer.buffer();
            var parser = new SseParser(
                    1000,
                    e -> raw.appendBytes(
                            e.raw().array(), e.raw().from(), e.raw().length()));
            parser.push(stream, 0, split);
            parser.push(stream, split, stream.length);
            parser.finish();
            assertThat(raw).isEqualTo(Buffer.buffer(stream));
        }
    }

    @Test
    void eventsStayAsTheyWereWhileMoreArrives() {
        var events = new ArrayList<SseEvent>();
        var parser = new SseParser(1000, events::add);
        for (var i = 0; i < 50; i++) {
            parser.push(Buffer.buffer("data: ev"));
            parser.push(Buffer.buffer("ent " + i + "\n\nda"));
            parser.push(Buffer.buffer("ta: second " + i + "\n\n: comment"));
            parser.push(Buffer.buffer("\n\n"));
        }
        assertThat(events).hasSize(100);
        for (var i = 0; i < 50; i++) {
            assertThat(events.get(2 * i).text()).isEqualTo("event " + i);
            assertThat(events.get(2 * i + 1).text()).isEqualTo("second " + i);
        }
    }

    @Test
    void anEventOverTheLimitIsRefusedEvenUnfinished() {
        var parser = new SseParser(100, e -> {});
        parser.push(Buffer.buffer("data: " + "x".repeat(90) + "\n\n".repeat(1)));
        parser.push(Buffer.buffer("data: " + "x".repeat(94)));
        assertThatThrownBy(() -> parser.push(Buffer.buffer("x")))
                .isInstanceOf(GatewayException.class)
                .hasMessage("an event of the upstream's stream is larger than 100 bytes");
    }

    @Test
    void endlessCommentsAreNoEvent() {
        var events = new ArrayList<SseEvent>();
        var parser = new SseParser(100, events::add);
        for (var i = 0; i < 10_000; i++) {
            parser.push(Buffer.buffer("\n\n: keep-alive"));
        }
        parser.push(Buffer.buffer("\n\ndata: x\n\n"));
        assertThat(events).hasSize(1);
    }

    @Test
    void writesWhatTheParserReads() {
        var writer = new SseWriter();
        writer.event("a")
                .object()
                .field("k", "v\n\u2028")
                .rawField("raw", "{\n\"x\":\r\n1}")
                .endObject();
        writer.end();
        writer.comment("ping");
        writer.data().array().value(1).value(2).endArray();
        writer.end();
        writer.done();
        assertThat(writer.take())
                .hasToString(
                        "event: a\ndata: {\"k\":\"v\\n\u2028\",\"raw\":{ \"x\":  1}}\n\n: ping\n\ndata: [1,2]\n\ndata: [DONE]\n\n");
        assertThat(writer.isEmpty()).isTrue();
        var events = new ArrayList<SseEvent>();
        var parser = new SseParser(1000, events::add);
        writer.data().raw(Json.parse("[ 1 ]"));
        writer.end();
        writer.done();
        parser.push(writer.take());
        assertThat(events).extracting(SseEvent::text).containsExactly("[ 1 ]", "[DONE]");
        assertThat(events.get(1).isDone()).isTrue();
        assertThat(events.get(0).isDone()).isFalse();
    }
}
