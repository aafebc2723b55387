package io.polygate.wire.openai;

import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.RerankDialect;
import io.polygate.wire.RerankFields;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `POST /rerank` in Jina's shape, which the servers that are compatible with OpenAI have: `{model, usage, results}`.
public final class JinaRerank implements RerankDialect {

    private static final Set<String> RESPONSE = Set.of("id", "object", "model", "results", "data", "usage");

    @Override
    public RerankRequest decodeRequest(IncomingRequest request) {
        return RerankFields.decode(request, ChatDialect.NAME);
    }

    @Override
    public EncodedRequest encodeRequest(RerankRequest request, Target target) {
        var vendor = target.quirks().vendor();
        var warnings = new Warnings(vendor.isEmpty() ? ChatDialect.NAME : vendor);
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.field("query", request.query());
        RerankFields.documents(request, true, warnings, json.name("documents"));
        json.field("top_n", request.topN()).field("return_documents", request.returnDocuments());
        ChatParts.extras(request.extras(), warnings, json);
        return new EncodedRequest("/rerank", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    /// Some servers call the results `data`, as an OpenAI list does.
    @Override
    public RerankResponse decodeResponse(Buffer body, Target target) {
        var answer = OpenAiErrors.answer(body);
        var items = answer.items("results");
        var model = Answers.text(answer, "model");
        return new RerankResponse(
                Answers.text(answer, "id"),
                model.isEmpty() ? target.model() : model,
                RerankFields.results(items.isEmpty() ? answer.items("data") : items),
                usage(answer),
                0,
                Fields.extras(answer, ChatDialect.NAME, RESPONSE));
    }

    private static Usage usage(Json answer) {
        var usage = answer.object("usage");
        return usage == null
                ? Usage.ZERO
                : Usage.of(Math.max(0, Math.max(usage.count("total_tokens"), usage.count("prompt_tokens"))), 0);
    }

    @Override
    public Encoded encodeResponse(RerankResponse response, RerankRequest request, String answerId) {
        var json = new JsonWriter(1024).object();
        json.field("id", response.id().isEmpty() ? answerId : response.id());
        json.field("model", response.model())
                .field("object", "list")
                .name("usage")
                .object();
        json.field("total_tokens", response.usage().total());
        json.field("prompt_tokens", response.usage().inputTotal()).endObject();
        json.name("results").array();
        var documents = !Boolean.FALSE.equals(request.returnDocuments());
        response.results().forEach(result -> RerankFields.write(result, request, documents, json));
        json.endArray();
        return new Encoded(json.endObject().toBuffer(), List.of());
    }
}
