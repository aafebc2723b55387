package io.polygate.wire.bedrock;

import io.polygate.model.Extras;
import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.RerankBackend;
import io.polygate.wire.RerankFields;
import io.polygate.wire.Target;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/// Ranking by InvokeModel (https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html): Cohere's body
/// without the model's name, for its models and Amazon's. Documents never come back.
public final class BedrockRerank implements RerankBackend {

    private static final Set<String> COHERE = Set.of("max_tokens_per_doc");
    private static final long COHERE_API = 2;

    @Override
    public EncodedRequest encodeRequest(RerankRequest request, Target target) {
        var warnings = InvokeModel.warnings();
        boolean cohere = target.model().contains("cohere.");
        var json = new JsonWriter(1024).object().field("query", request.query());
        RerankFields.documents(request, false, warnings, json.name("documents"));
        json.field("top_n", request.topN()).field("api_version", cohere ? COHERE_API : null);
        CarriedExtras.write(request.extras(), cohere ? COHERE : Set.of(), warnings, json);
        return InvokeModel.request(json.endObject().toBuffer(), warnings);
    }

    @Override
    public RerankResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        return new RerankResponse(
                Answers.text(answer, "id"),
                target.model(),
                RerankFields.results(answer.items("results")),
                Usage.of(InvokeModel.tokens(answer), 0),
                0,
                Extras.NONE);
    }
}
