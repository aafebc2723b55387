package io.polygate.wire.cohere;

import io.polygate.model.Extras;
import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
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
import org.jspecify.annotations.Nullable;

/// `POST /v2/rerank`: `{id, results, meta: {billed_units: {search_units}}}`. Documents never come back.
public final class CohereRerank implements RerankDialect {

    private static final Set<String> OWN = Set.of("max_tokens_per_doc", "priority");

    @Override
    public RerankRequest decodeRequest(IncomingRequest request) {
        return RerankFields.decode(request, CohereDialect.NAME);
    }

    @Override
    public EncodedRequest encodeRequest(RerankRequest request, Target target) {
        var warnings = new Warnings(CohereDialect.NAME);
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.field("query", request.query());
        RerankFields.documents(request, false, warnings, json.name("documents"));
        json.field("top_n", request.topN());
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        return new EncodedRequest("/v2/rerank", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    @Override
    public RerankResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = CohereErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        var billed = object(answer.object("meta"), "billed_units");
        var tokens = object(answer.object("meta"), "tokens");
        return new RerankResponse(
                Answers.text(answer, "id"),
                target.model(),
                RerankFields.results(answer.items("results")),
                tokens == null ? Usage.ZERO : Usage.of(Math.max(0, tokens.count("input_tokens")), 0),
                billed == null ? 0 : Math.max(0, billed.count("search_units")),
                Extras.NONE);
    }

    private static @Nullable Json object(@Nullable Json json, String name) {
        return json == null ? null : json.object(name);
    }

    @Override
    public Encoded encodeResponse(RerankResponse response, RerankRequest request, String answerId) {
        var json = new JsonWriter(1024).object();
        json.field("id", response.id().isEmpty() ? answerId : response.id());
        json.name("results").array();
        var documents = Boolean.TRUE.equals(request.returnDocuments());
        response.results().forEach(result -> RerankFields.write(result, request, documents, json));
        json.endArray().name("meta").object();
        json.name("api_version").object().field("version", "2").endObject();
        if (response.searchUnits() > 0) {
            json.name("billed_units").object();
            json.field("search_units", response.searchUnits()).endObject();
        }
        if (response.usage().total() > 0) {
            json.name("tokens").object();
            json.field("input_tokens", response.usage().total()).endObject();
        }
        json.endObject();
        return new Encoded(json.endObject().toBuffer(), List.of());
    }
}
