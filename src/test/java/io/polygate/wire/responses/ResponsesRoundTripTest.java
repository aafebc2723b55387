package io.polygate.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is written and read again is the same, for all that can be said.
final class ResponsesRoundTripTest {

    private static final int CASES = 1000;
    private static final Target TARGET = Target.of("m");
    private static final ResponsesDialect DIALECT = new ResponsesDialect();

    private static ResponseContext context() {
        return ResponseContext.of("resp_1", 1, ChatRequest.of("m", List.of()));
    }

    @Test
    void aRequestIsReadAsItWasMeant() {
        for (var seed = 0; seed < CASES; seed++) {
            var request = new Generated(seed).request();
            var encoded = DIALECT.encodeRequest(request, TARGET);
            assertThat(encoded.warnings()).as("seed %d", seed).isEmpty();
            var again = DIALECT.decodeRequest(IncomingRequest.of(encoded.body()));
            assertThat(again).as("seed %d: %s", seed, encoded.body()).isEqualTo(request);
        }
    }

    @Test
    void aWholeAnswerIsReadAsItWasMeant() {
        for (var seed = 0; seed < CASES; seed++) {
            var response = new Generated(seed).response(true);
            var encoded = DIALECT.encodeResponse(response, context());
            assertThat(encoded.warnings()).as("seed %d", seed).isEmpty();
            var again = DIALECT.decodeResponse(encoded.body(), TARGET);
            assertThat(again).as("seed %d: %s", seed, encoded.body()).isEqualTo(response);
        }
    }

    @Test
    void aStreamIsReadAsItWasMeant() {
        for (var seed = 0; seed < CASES; seed++) {
            var response = new Generated(seed).response(false);
            var encoder = DIALECT.streamEncoder(context());
            var stream = Buffer.buffer();
            ResponseEvents.replay(response, event -> {
                encoder.encode(event);
                stream.appendBuffer(encoder.take());
            });
            assertThat(encoder.warnings()).as("seed %d", seed).isEmpty();
            var collector = new ResponseCollector(1_000_000);
            var decoder = DIALECT.streamDecoder(TARGET, collector);
            decoder.push(stream);
            decoder.finish();
            assertThat(collector.ended()).isTrue();
            assertThat(collector.response()).as("seed %d: %s", seed, stream).isEqualTo(response);
        }
    }
}
