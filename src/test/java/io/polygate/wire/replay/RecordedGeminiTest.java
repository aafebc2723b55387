package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.GatewayException;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.gemini.GeminiEmbeddings;
import io.polygate.wire.gemini.GeminiTokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Gemini has besides answers and event streams: streams as JSON arrays, embeddings, counts of tokens.
final class RecordedGeminiTest {

    private static final Counter COUNTER = new Counter("gemini besides");
    private static final GeminiDialect GEMINI = new GeminiDialect();
    private static final Target TARGET = Target.of("m");

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static Stream<DynamicTest> each(String api, String name, Consumer<Recording> check) {
        return Recordings.of(Set.of(api)).stream()
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    var group = recording.provider() + " " + name;
                    COUNTER.begin(group);
                    check.accept(recording);
                    COUNTER.passed(group);
                }));
    }

    @TestFactory
    Stream<DynamicTest> arraysSayTheSameHoweverTheyAreSplit() {
        return each("gemini-stream", "stream", recording -> {
            if (recording.status() >= 400) {
                return;
            }
            var meaning = new GeminiReader().read(recording);
            var array = recording.file().endsWith(".json") ? recording.body() : array(recording);
            var events = Replay.events(GEMINI, TARGET, array, array.length);
            assertThat(Replay.events(GEMINI, TARGET, array, 1)).isEqualTo(events);
            EventOrder.check(events);
            assertThat(Meaning.of(Replay.response(events))).isEqualTo(meaning);
            assertThat(Meaning.of(GEMINI.decodeResponse(Buffer.buffer(array), TARGET)))
                    .isEqualTo(meaning);
        });
    }

    /// The chunks of an event stream as the array that Gemini sends without `alt=sse`.
    private static byte[] array(Recording recording) {
        return new JsonArray(SseLines.objects(recording.body()))
                .encodePrettily()
                .getBytes(UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> embeddingsKeepTheirNumbers() {
        return each("gemini-embed", "embeddings", recording -> {
            var gemini = new GeminiEmbeddings();
            var request = gemini.decodeRequest(IncomingRequests.of(recording));
            var sent = gemini.encodeRequest(request, Target.of(request.model()));
            assertThat(gemini.decodeRequest(IncomingRequest.of(sent.body(), request.model(), false, Map.of()))
                            .inputs())
                    .isEqualTo(request.inputs());
            try {
                var response = gemini.decodeResponse(Buffer.buffer(recording.body()), TARGET);
                assertThat(response.vectors()).hasSameSizeAs(request.inputs());
                var again =
                        new JsonObject(gemini.encodeResponse(response, request).body());
                again.remove("usageMetadata");
                var recorded = new JsonObject(Buffer.buffer(recording.body()));
                recorded.remove("usageMetadata");
                assertThat(again).isEqualTo(recorded);
            } catch (GatewayException e) {
                assertThat(recording.status()).isGreaterThanOrEqualTo(400);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> countsOfTokensAreRead() {
        return each("gemini-count-tokens", "counts", recording -> {
            var incoming = IncomingRequests.of(recording);
            var request = GeminiTokens.decodeRequest(incoming);
            var sent = GeminiTokens.encodeRequest(request, Target.of(request.model()));
            var again = GeminiTokens.decodeRequest(IncomingRequest.of(sent.body(), request.model(), false, Map.of()));
            assertThat(RequestMeaning.of(again)).isEqualTo(RequestMeaning.of(GeminiReader.sayable(request)));
            var recorded = new JsonObject(Buffer.buffer(recording.body()));
            assertThat(GeminiTokens.decodeResponse(Buffer.buffer(recording.body())))
                    .isEqualTo(recorded.getLong("totalTokens"));
        });
    }

    /// What a client's own recordings hold: the chunks of several calls, as its library read them.
    @TestFactory
    Stream<DynamicTest> chunksThatAClientReadSayTheSame() {
        return each("gemini-stream(sdk-objects)", "chunks of a client", recording -> {
            for (var line : new String(recording.body(), UTF_8).split("\n")) {
                if (new JsonObject(line).getValue("response") instanceof JsonArray chunks && !chunks.isEmpty()) {
                    var body = chunks.encode().getBytes(UTF_8);
                    var events = Replay.events(GEMINI, TARGET, body, 50);
                    EventOrder.check(events);
                    assertThat(Meaning.of(Replay.response(events))).isEqualTo(GeminiReader.meaning(chunks));
                }
            }
        });
    }
}
