package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.openai.OpenAiEmbeddings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded embeddings keep every vector and their usage.
final class RecordedEmbeddingTest {

    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings();

    @TestFactory
    Stream<DynamicTest> recordedVectorsComeBackTheSame() {
        return Recordings.of(Set.of("openai-embeddings")).stream()
                .filter(recording -> recording.status() < 400 && recording.hasRequest())
                .map(recording -> dynamicTest(recording.toString(), () -> check(recording)));
    }

    private void check(Recording recording) {
        var body = recording.request().getJsonObject("body").toBuffer();
        var request = embeddings.decodeRequest(IncomingRequest.of(body, "m", null, Map.of()));
        var answer = embeddings.decodeResponse(Buffer.buffer(recording.body()), Target.of("m"));
        var encoded = new JsonObject(embeddings.encodeResponse(answer, request).body());
        var recorded = new JsonObject(new String(recording.body()));
        assertThat(vectors(encoded)).isEqualTo(vectors(recorded));
        var usage = recorded.getJsonObject("usage", new JsonObject());
        assertThat(answer.usage().inputTotal()).isEqualTo(usage.getLong("prompt_tokens", 0L));
        var again = embeddings.encodeRequest(request, Target.of("m"));
        assertThat(embeddings.decodeRequest(IncomingRequest.of(again.body()))).isEqualTo(request);
    }

    private static JsonArray vectors(JsonObject answer) {
        var vectors = new JsonArray();
        answer.getJsonArray("data").forEach(item -> vectors.add(((JsonObject) item).getValue("embedding")));
        return vectors;
    }
}
