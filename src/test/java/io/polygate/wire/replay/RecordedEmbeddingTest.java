package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.Extras;
import io.polygate.wire.EmbeddingDialect;
import io.polygate.wire.EmbeddingFront;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Vectors;
import io.polygate.wire.cohere.CohereEmbeddings;
import io.polygate.wire.dashscope.DashScopeEmbeddings;
import io.polygate.wire.gemini.GeminiEmbeddings;
import io.polygate.wire.gemini.VertexEmbeddings;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded embeddings keep every vector and their usage.
final class RecordedEmbeddingTest {

    private static final Map<String, EmbeddingDialect> VENDORS = Map.ofEntries(
            Map.entry("ollama-embed", new OllamaEmbeddings()),
            Map.entry("dashscope-embedding", new DashScopeEmbeddings()),
            Map.entry("cohere-v2-embed", new CohereEmbeddings()),
            Map.entry("cohere-v1-embed", new CohereEmbeddings()),
            Map.entry("gemini-embed", new GeminiEmbeddings()),
            Map.entry("vertex-predict", new VertexEmbeddings()),
            Map.entry("openai-embeddings@vertex", new VertexEmbeddings()),
            Map.entry("openai-embeddings@voyage", new OpenAiEmbeddings()),
            Map.entry("openai-embeddings@openai", new OpenAiEmbeddings()),
            Map.entry("openai-embeddings@azure", new OpenAiEmbeddings()),
            Map.entry("openai-embeddings@qwen-compat", new OpenAiEmbeddings()),
            Map.entry("openai-embeddings@mistral", new MistralEmbeddings()));
    private static final List<EmbeddingFront> CALLERS = List.of(new OpenAiEmbeddings(), new GeminiEmbeddings());
    private static final Counter COUNTER = new Counter("embeddings");

    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings();

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    @TestFactory
    Stream<DynamicTest> recordedVectorsComeBackTheSame() {
        return Recordings.of(Set.of("openai-embeddings")).stream()
                .filter(recording -> recording.status() < 400 && recording.hasRequest())
                .map(recording -> dynamicTest(recording.toString(), () -> check(recording)));
    }

    @TestFactory
    Stream<DynamicTest> recordedVectorsReachCallersOfBothFormats() {
        return VENDORS.entrySet().stream().flatMap(vendor -> Recordings.of(Set.of(vendor.getKey())).stream()
                .filter(recording -> recording.status() < 400)
                .flatMap(recording -> CALLERS.stream()
                        .filter(caller -> caller.getClass() != vendor.getValue().getClass())
                        .map(caller -> dynamicTest(
                                recording + " as " + caller.getClass().getSimpleName(), () -> {
                                    COUNTER.begin(recording.provider());
                                    crossed(vendor.getValue(), recording, caller);
                                    COUNTER.passed(recording.provider());
                                }))));
    }

    private static void crossed(EmbeddingDialect vendor, Recording recording, EmbeddingFront caller) {
        var recorded = numbers(new JsonObject(new String(recording.body())));
        var answer = vendor.decodeResponse(Buffer.buffer(recording.body()), Target.of("m"));
        var request = new EmbeddingRequest("m", List.of(), null, false, null, null, Extras.NONE);
        var encoded = new JsonObject(caller.encodeResponse(answer, request).body());
        assertThat(found(encoded)).isNotEmpty().isEqualTo(found(recorded));
    }

    /// The vectors of an answer as numbers, also those that came in base64.
    private static JsonObject numbers(JsonObject answer) {
        if (answer.getValue("data") instanceof JsonArray items) {
            for (var item : items) {
                if (((JsonObject) item).getValue("embedding") instanceof String base64) {
                    var vector = Vectors.numbers(new EmbeddingResponse.Vector.Base64(base64));
                    ((JsonObject) item).put("embedding", new JsonArray(vector.text()));
                }
            }
        }
        return answer;
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
        assertThat(answer.usage().inputTotal())
                .isEqualTo(usage.getLong("prompt_tokens", usage.getLong("total_tokens", 0L)));
        var again = embeddings.encodeRequest(request, Target.of("m"));
        assertThat(embeddings.decodeRequest(IncomingRequest.of(again.body()))).isEqualTo(request);
    }

    private static JsonArray vectors(JsonObject answer) {
        var vectors = new JsonArray();
        answer.getJsonArray("data").forEach(item -> vectors.add(((JsonObject) item).getValue("embedding")));
        return vectors;
    }
}
