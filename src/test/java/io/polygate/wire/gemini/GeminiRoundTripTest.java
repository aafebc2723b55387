package io.polygate.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.StreamEvent;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseContext.Framing;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read again as the same value, and the same value is written in the same bytes.
final class GeminiRoundTripTest {

    private static final int CASES = 1500;
    private static final GeminiDialect GEMINI = new GeminiDialect();

    @ParameterizedTest
    @ValueSource(strings = {"gemini-2.5-flash", "gemini-3-flash-preview"})
    void requestsComeBackAsTheyWere(String model) {
        for (var seed = 0; seed < CASES; seed++) {
            var request = new GeneratedRequests(seed, model).request();
            var encoded = GEMINI.encodeRequest(request, Target.of(model));
            assertThat(encoded.warnings()).as("seed %d", seed).isEmpty();
            var again = GEMINI.decodeRequest(IncomingRequest.of(encoded.body(), model, request.stream(), Map.of()));
            assertThat(again).as("seed %d: %s", seed, encoded.body()).isEqualTo(request);
            assertThat(GEMINI.encodeRequest(again, Target.of(model)).body()).isEqualTo(encoded.body());
        }
    }

    @Test
    void answersComeBackAsTheyWere() {
        for (var seed = 0; seed < CASES; seed++) {
            var response = new GeneratedAnswers(seed, false).response();
            var encoded = GEMINI.encodeResponse(response, context(Framing.SSE));
            assertThat(encoded.warnings()).as("seed %d", seed).isEmpty();
            var again = GEMINI.decodeResponse(encoded.body(), Target.of("m"));
            assertThat(again)
                    .as("seed %d: %s", seed, encoded.body())
                    .usingRecursiveComparison()
                    .isEqualTo(response);
            assertThat(GEMINI.encodeResponse(again, context(Framing.SSE)).body())
                    .isEqualTo(encoded.body());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"SSE", "JSON_ARRAY"})
    void streamsComeBackAsTheyWereHoweverTheyAreSplit(Framing framing) {
        for (var seed = 0; seed < CASES; seed++) {
            var response = new GeneratedAnswers(seed, true).response();
            var encoder = GEMINI.streamEncoder(context(framing));
            var stream = Buffer.buffer();
            ResponseEvents.replay(response, event -> {
                encoder.encode(event);
                stream.appendBuffer(encoder.take());
            });
            assertThat(encoder.warnings()).as("seed %d", seed).isEmpty();
            var collector = new ResponseCollector(1 << 20);
            decode(stream, seed).forEach(collector);
            assertThat(collector.error()).isNull();
            assertThat(collector.response())
                    .as("seed %d: %s", seed, stream)
                    .usingRecursiveComparison()
                    .isEqualTo(response);
        }
    }

    private static List<StreamEvent> decode(Buffer stream, long seed) {
        var random = new Random(seed);
        var events = new ArrayList<StreamEvent>();
        var decoder = GEMINI.streamDecoder(Target.of("m"), events::add);
        for (var at = 0; at < stream.length(); ) {
            var end = Math.min(stream.length(), at + 1 + random.nextInt(100));
            decoder.push(stream.getBuffer(at, end));
            at = end;
        }
        decoder.finish();
        return events;
    }

    private static ResponseContext context(Framing framing) {
        return new ResponseContext("answer-1", 1_700_000_000L, ChatRequest.of("m", List.of()), framing);
    }
}
