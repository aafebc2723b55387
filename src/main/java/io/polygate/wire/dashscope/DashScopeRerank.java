package io.polygate.wire.dashscope;

import io.polygate.model.Extras;
import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.polygate.wire.Answers;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.RerankBackend;
import io.polygate.wire.RerankFields;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `POST /services/rerank/text-rerank/text-rerank`: `{model, input: {query, documents}, parameters}`.
public final class DashScopeRerank implements RerankBackend {

    private static final Set<String> OWN = Set.of("instruct");

    @Override
    public EncodedRequest encodeRequest(RerankRequest request, Target target) {
        var warnings = new Warnings(DashScopeDialect.NAME);
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.name("input").object().field("query", request.query());
        RerankFields.documents(request, true, warnings, json.name("documents"));
        json.endObject().name("parameters").object();
        json.field("top_n", request.topN()).field("return_documents", request.returnDocuments());
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        var body = json.endObject().endObject().toBuffer();
        return new EncodedRequest("/services/rerank/text-rerank/text-rerank", Map.of(), body, warnings.list());
    }

    @Override
    public RerankResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = DashScopeErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        var output = answer.object("output");
        return new RerankResponse(
                Answers.text(answer, "request_id"),
                target.model(),
                output == null ? List.of() : RerankFields.results(output.items("results")),
                DashScopeUsage.decode(answer.object("usage")),
                0,
                Extras.NONE);
    }
}
