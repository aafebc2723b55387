package io.polygate.wire.ollama;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.EmbeddingTexts;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// `POST /api/embed`: `{model, input, dimensions}` to `{embeddings, prompt_eval_count}`; the older answer with one
/// `embedding` is read too.
public final class OllamaEmbeddings implements BackendEmbeddings {

    private static final Set<String> OWN = Set.of("truncate", "keep_alive", "options");

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(OllamaDialect.NAME);
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.name("input").array();
        EmbeddingTexts.of(request, warnings).forEach(json::value);
        json.endArray().field("dimensions", request.dimensions());
        Unsaid.warn("task", request.task(), warnings);
        Unsaid.warn("user", request.user(), warnings);
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        return new EncodedRequest("/api/embed", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = OllamaErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        var vectors = new ArrayList<Vector>();
        answer.items("embeddings").forEach(vector -> vectors.add(new Vector.Numbers(new RawJson(vector.raw()))));
        var single = answer.get("embedding");
        if (single != null && vectors.isEmpty()) {
            vectors.add(new Vector.Numbers(new RawJson(single.raw())));
        }
        var model = Answers.text(answer, "model");
        var usage = Usage.of(answer.count("prompt_eval_count"), 0);
        return new EmbeddingResponse(model.isEmpty() ? target.model() : model, vectors, usage, Extras.NONE);
    }
}
