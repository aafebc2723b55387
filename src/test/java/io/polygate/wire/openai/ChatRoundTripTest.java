package io.polygate.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// All that OpenAI Chat can say is read back as it was written: decode(encode(x)) = x, whole and as a stream.
final class ChatRoundTripTest {

    private static final int ROUNDS = 1_000;
    private static final Target TARGET = Target.of(
            "model",
            Quirks.decode(
                    "vendor",
                    Json.parse("{\"accepts\":[\"developer\",\"allowed_tools\",\"top_k\",\"custom_tools\"]}")));

    private final ChatDialect dialect = new ChatDialect();

    @Test
    void requestsComeBackTheSame() {
        var generated = new GeneratedChat(1);
        for (var round = 0; round < ROUNDS; round++) {
            var request = generated.request().withStream(round % 2 == 0, round % 2 == 0);
            var encoded = dialect.encodeRequest(request, TARGET);
            assertThat(encoded.warnings()).isEmpty();
            assertThat(decode(encoded.body())).isEqualTo(request);
            assertThat(dialect.encodeRequest(request, TARGET).body()).isEqualTo(encoded.body());
        }
    }

    private ChatRequest decode(Buffer body) {
        return dialect.decodeRequest(IncomingRequest.of(body));
    }

    @Test
    void answersComeBackTheSame() {
        var generated = new GeneratedChat(2);
        for (var round = 0; round < ROUNDS; round++) {
            var response = generated.response();
            var encoded = dialect.encodeResponse(response, context());
            assertThat(encoded.warnings()).isEmpty();
            assertThat(dialect.decodeResponse(encoded.body(), TARGET)).isEqualTo(response);
        }
    }

    @Test
    void streamsComeBackTheSame() {
        var generated = new GeneratedChat(3);
        for (var round = 0; round < ROUNDS; round++) {
            var response = generated.response();
            var encoder = dialect.streamEncoder(context());
            ResponseEvents.replay(response, encoder::encode);
            var stream = encoder.take();
            var events = new ArrayList<StreamEvent>();
            var decoder = dialect.streamDecoder(TARGET, events::add);
            for (var at = 0; at < stream.length(); at += 1 + round % 97) {
                decoder.push(stream.getBuffer(at, Math.min(stream.length(), at + 1 + round % 97)));
            }
            decoder.finish();
            assertThat(events.getLast()).isInstanceOf(StreamEvent.Ended.class);
            var collector = new ResponseCollector(1 << 20);
            events.forEach(collector);
            assertThat(streamed(collector.response())).isEqualTo(streamed(response));
        }
    }

    /// What a stream can say: extras of the answer and of choices have no chunk of their own.
    private static ChatResponse streamed(ChatResponse response) {
        var choices = response.choices().stream()
                .map(c -> new Choice(
                        c.index(),
                        c.parts().stream().map(ChatRoundTripTest::plain).toList(),
                        c.finish(),
                        c.logprobs(),
                        Extras.NONE))
                .sorted(Comparator.comparing(Choice::index))
                .toList();
        return new ChatResponse(
                response.id(), response.model(), response.created(), choices, response.usage(), Extras.NONE);
    }

    private static Part plain(Part part) {
        return part.content() instanceof Content.Media ? part.withExtras(Extras.NONE) : part;
    }

    private static ResponseContext context() {
        return ResponseContext.of("x", 1, ChatRequest.of("model", List.of()).withStream(true, true));
    }
}
