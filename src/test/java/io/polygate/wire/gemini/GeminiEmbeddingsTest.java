package io.polygate.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Usage;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GeminiEmbeddingsTest {

    private static final GeminiEmbeddings GEMINI = new GeminiEmbeddings();
    private static final EmbeddingResponse ONE = new EmbeddingResponse(
            "m", List.of(new Vector.Numbers(new RawJson("[0.5,-1]"))), Usage.of(4, 0), Extras.NONE);

    private static EmbeddingRequest decode(String body) {
        return GEMINI.decodeRequest(IncomingRequest.of(Buffer.buffer(body), "models/e", false, Map.of()));
    }

    private static JsonObject answer(EmbeddingRequest request) {
        return new JsonObject(GEMINI.encodeResponse(ONE, request).body().toString());
    }

    @Test
    void oneContentIsAnsweredByOneEmbedding() {
        var request = decode(
                "{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"taskType\":\"RETRIEVAL_QUERY\",\"outputDimensionality\":2}");
        assertThat(request.inputs()).containsExactly(new Input.Text("Hi"));
        assertThat(request.dimensions()).isEqualTo(2);
        assertThat(request.task()).isEqualTo("RETRIEVAL_QUERY");
        assertThat(answer(request)).isEqualTo(new JsonObject("""
                {"embedding":{"values":[0.5,-1]},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}"""));
    }

    @Test
    void aBatchIsAnsweredByAListEvenForOne() {
        var request = decode(
                "{\"requests\":[{\"model\":\"models/e\",\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"title\":\"T\"}]}");
        assertThat(answer(request).getJsonArray("embeddings")).hasSize(1);
        var body = GEMINI.encodeRequest(request, Target.of("gemini-embedding-001"));
        assertThat(body.path()).isEqualTo("/models/gemini-embedding-001:batchEmbedContents");
        assertThat(new JsonObject(body.body().toString())).isEqualTo(new JsonObject("""
                {"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"Hi"}]},"title":"T"}]}"""));
        assertThat(answer(new EmbeddingRequest("m", List.of(new Input.Text("a")), null, false, null, null, Extras.NONE))
                        .containsKey("embeddings"))
                .isTrue();
    }

    @Test
    void vectorsComeInEveryShape() {
        for (var body : List.of(
                "{\"embedding\":{\"values\":[0.5,-1]}}",
                "{\"embeddings\":[{\"values\":[0.5,-1]}]}",
                "{\"predictions\":[{\"embeddings\":{\"values\":[0.5,-1],\"statistics\":{\"token_count\":4}}}]}")) {
            var response = GEMINI.decodeResponse(Buffer.buffer(body), Target.of("m"));
            assertThat(response.vectors()).isEqualTo(ONE.vectors());
        }
        var base64 = new EmbeddingResponse("m", List.of(new Vector.Base64("AAAAPwAAgL8=")), Usage.ZERO, Extras.NONE);
        var request = decode("{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}");
        assertThat(GEMINI.encodeResponse(base64, request).body().toString())
                .isEqualTo("{\"embedding\":{\"values\":[0.5,-1.0]}}");
    }

    @Test
    void whatCannotBeSaidNamesItsPlace() {
        assertThatThrownBy(() -> decode("{\"requests\":[]}"))
                .hasMessage("requests: empty (expected: at least one request)");
        assertThatThrownBy(() -> decode("{\"content\":{}}")).hasMessage("content.parts: missing (expected: an array)");
        assertThatThrownBy(() -> decode("""
                {"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2},
                {"content":{"parts":[{"text":"b"}]},"outputDimensionality":3}]}"""))
                .hasMessage("requests[1].outputDimensionality: 3 (expected: the same in all requests)");
        var tokens =
                new EmbeddingRequest("m", List.of(new Input.Tokens(List.of(1L))), null, false, null, null, Extras.NONE);
        assertThatThrownBy(() -> GEMINI.encodeRequest(tokens, Target.of("m")))
                .hasMessage("input[0]: token numbers (expected: text, for this model)");
    }
}
