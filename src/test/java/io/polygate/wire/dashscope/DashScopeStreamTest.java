package io.polygate.wire.dashscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Streams of DashScope.
final class DashScopeStreamTest {

    private static ResponseCollector read(String... outputs) {
        var collector = new ResponseCollector(10_000);
        var decoder = new DashScopeDialect().streamDecoder(Target.of("m"), collector);
        for (var i = 0; i < outputs.length; i++) {
            decoder.push(Buffer.buffer("id:" + i + "\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":" + outputs[i]
                    + ",\"usage\":{\"input_tokens\":3,\"output_tokens\":" + i + "},\"request_id\":\"r\"}\n\n"));
        }
        decoder.finish();
        return collector;
    }

    private static String text(String text, String finish) {
        return "{\"text\":\"" + text + "\",\"finish_reason\":\"" + finish + "\"}";
    }

    private static String said(ResponseCollector collector) {
        assertThat(collector.error()).isNull();
        var parts = collector.response().choices().getFirst().parts();
        return ((Content.Text) parts.getFirst().content()).text();
    }

    @Test
    void readsPiecesAndTextsThatGrow() {
        assertThat(said(read(text("1", "null"), text(", ", "null"), text("2", "stop"))))
                .isEqualTo("1, 2");
        assertThat(said(read(text("1", "null"), text("1, ", "null"), text("1, 2", "stop"))))
                .isEqualTo("1, 2");
        assertThat(said(read(text("1", "null"), text("1, 2", "stop")))).isEqualTo("1, 2");
    }

    @Test
    void takesPiecesThatRepeatForPieces() {
        assertThat(said(read(text("ha", "null"), text("ha", "null"), text("ha", "stop"))))
                .isEqualTo("hahaha");
        assertThat(said(read(text("ha", "null"), text("haha", "null"), text("!", "null"), text("", "stop"))))
                .isEqualTo("hahaha!");
    }

    @Test
    void tellsThoughtsFromText() {
        var collector = read(
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"hm\"},"
                        + "\"finish_reason\":\"null\"}]}",
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning_content\":\"\"},"
                        + "\"finish_reason\":\"stop\"}]}");
        var parts = collector.response().choices().getFirst().parts();
        assertThat(parts.getFirst().content()).isEqualTo(Content.Reasoning.of("hm"));
        assertThat(parts.get(1).content()).isEqualTo(Content.Text.of("Hi"));
        assertThat(collector.ended()).isTrue();
    }

    @Test
    void failsWithTheVendorsWordsAndTheStatusOfTheComment() {
        var collector = new ResponseCollector(10_000);
        var decoder = new DashScopeDialect().streamDecoder(Target.of("m"), collector);
        decoder.push(Buffer.buffer("id:1\nevent:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling.RateQuota\","
                + "\"message\":\"Requests rate limit exceeded\",\"request_id\":\"r\"}\n\n"));
        decoder.finish();
        var error = collector.error();
        assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("Throttling.RateQuota");
        assertThat(error.message()).isEqualTo("Requests rate limit exceeded");
    }

    @Test
    void failsWhenTheStreamIsCutShort() {
        assertThat(read(text("1", "null")).error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        var events = new java.util.ArrayList<StreamEvent>();
        new DashScopeDialect().streamDecoder(Target.of("m"), events::add).finish();
        assertThat(events).hasSize(1).isEqualTo(List.copyOf(events));
        assertThat(events.getFirst()).isInstanceOf(StreamEvent.Failed.class);
    }
}
