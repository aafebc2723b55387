package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Dialect;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a dialect writes it reads back as the same, for random values of what every dialect can say.
final class GeneratedRoundTripTest {

    private static final int ROUNDS = 500;

    /// A vendor that takes what not all of its dialect do.
    private static final Target TARGET =
            Target.of("model", Quirks.decode("vendor", Json.parse("{\"accepts\": [\"stop\"]}")));

    /// Legacy completions can't say most of it.
    static Stream<Dialect> dialects() {
        return Dialects.DOORS.stream().map(Joined::dialect).filter(d -> !d.name()
                .equals("completions"));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void answersComeBackTheSame(Dialect dialect) {
        var generated = new Generated(7);
        for (var round = 0; round < ROUNDS; round++) {
            var response = generated.response();
            var encoded = dialect.encodeResponse(response, Replay.context(false));
            assertThat(encoded.warnings()).isEmpty();
            var again = dialect.decodeResponse(encoded.body(), Target.of("m"));
            assertThat(Meaning.of(again)).isEqualTo(Meaning.of(response));
            assertThat(partsOf(again.choices().getFirst().parts()))
                    .isEqualTo(partsOf(response.choices().getFirst().parts()));
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void streamsComeBackTheSame(Dialect dialect) {
        var generated = new Generated(8);
        for (var round = 0; round < ROUNDS; round++) {
            var response = generated.response();
            var events = new ArrayList<StreamEvent>();
            ResponseEvents.replay(response, events::add);
            var bytes = Replay.encode(dialect, events).getBytes();
            var again = Replay.events(dialect, Target.of("m"), bytes, 1 + round % 50);
            EventOrder.check(again);
            assertThat(Meaning.of(Replay.response(again))).isEqualTo(Meaning.of(response));
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void requestsComeBackTheSame(Dialect dialect) {
        var generated = new Generated(9);
        for (var round = 0; round < ROUNDS; round++) {
            var request = sayable(generated.request(), dialect).withStream(round % 2 == 0, false);
            var encoded = dialect.encodeRequest(request, TARGET);
            assertThat(encoded.warnings()).isEmpty();
            var again = dialect.decodeRequest(IncomingRequest.of(encoded.body(), "model", request.stream(), Map.of()));
            assertThat(RequestMeaning.of(again)).isEqualTo(RequestMeaning.of(request));
            assertThat(again.generation()).isEqualTo(request.generation());
            assertThat(messages(again)).isEqualTo(messages(request));
            assertThat(dialect.encodeRequest(request, TARGET).body()).isEqualTo(encoded.body());
        }
    }

    /// OpenAI takes no smaller limit of a response.
    private static ChatRequest sayable(ChatRequest request, Dialect dialect) {
        var limit = request.generation().maxTokens();
        return dialect.name().equals("responses") && limit != null
                ? request.withGeneration(request.generation().withMaxTokens(Math.max(16, limit)))
                : request;
    }

    private static List<String> messages(ChatRequest request) {
        return request.messages().stream()
                .map(m -> m.role() + " " + partsOf(m.parts()))
                .toList();
    }

    /// Parts without what a dialect may make up (ids, names of results).
    private static List<String> partsOf(List<Part> parts) {
        return parts.stream()
                .map(part -> part.content().getClass().getSimpleName())
                .toList();
    }
}
