package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.Extras;
import io.polygate.wire.EmbeddingDialect;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.cohere.CohereEmbeddings;
import io.polygate.wire.dashscope.DashScopeEmbeddings;
import io.polygate.wire.mistral.MistralEmbeddings;
import io.polygate.wire.ollama.OllamaEmbeddings;
import io.polygate.wire.openai.OpenAiEmbeddings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded embeddings keep every vector and their usage.
final class RecordedEmbeddingTest {

    private static final Map<String, EmbeddingDialect> VENDORS = Map.of(
            "ollama-embed", new OllamaEmbeddings(),
            "dashscope-embedding", new DashScopeEmbeddings(),
            "cohere-v2-embed", new CohereEmbeddings(),
            "cohere-v1-embed", new CohereEmbeddings(),
            "openai-embeddings@mistral", new MistralEmbeddings());

    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings();

    @TestFactory
    Stream<DynamicTest> recordedVectorsComeBackTheSame() {
        return Recordings.of(Set.of("openai-embeddings")).stream()
                .filter(recording -> recording.status() < 400 && recording.hasRequest())
                .map(recording -> dynamicTest(recording.toString(), () -> check(recording)));
    }

    @TestFactory
    Stream<DynamicTest> recordedVectorsOfOtherVendorsReachOpenAiCallers() {
        return VENDORS.entrySet().stream().flatMap(vendor -> Recordings.of(Set.of(vendor.getKey())).stream()
                .filter(recording -> recording.status() < 400)
                .map(recording -> dynamicTest(recording.toString(), () -> crossed(vendor.getValue(), recording))));
    }

    private void crossed(EmbeddingDialect vendor, Recording recording) {
        var answer = vendor.decodeResponse(Buffer.buffer(recording.body()), Target.of("m"));
        var request = new EmbeddingRequest("m", List.of(), null, false, null, null, Extras.NONE);
        var encoded = new JsonObject(embeddings.encodeResponse(answer, request).body());
        assertThat(vectors(encoded)).isNotEmpty().isEqualTo(found(new JsonObject(new String(recording.body()))));
    }

    /// Every array of numbers in an answer.
    private static JsonArray found(Object json) {
        var vectors = new JsonArray();
        switch (json) {
            case JsonObject object ->
                object.forEach(member -> found(member.getValue()).forEach(vectors::add));
            case JsonArray array when !array.isEmpty() && array.getValue(0) instanceof Number -> vectors.add(array);
            case JsonArray array -> array.forEach(item -> found(item).forEach(vectors::add));
            case null, default -> {}
        }
        return vectors;
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
