package io.polygate.wire;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.model.RerankRequest;
import io.polygate.model.RerankRequest.Document;
import io.polygate.model.RerankResponse.Result;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the vendors' shapes of ranking have in common: `{model, query, documents, top_n}` and
/// `results: [{index, relevance_score, document}]`.
public final class RerankFields {

    private static final Set<String> KNOWN = Set.of("model", "query", "documents", "top_n", "return_documents");

    /// What a model may rank beside a text. Anything else of a document is the caller's own.
    private static final Set<String> MEDIA = Set.of("image", "image_url", "video", "audio", "url", "content");

    private RerankFields() {}

    public static RerankRequest decode(IncomingRequest incoming, String dialect) {
        var request = Fields.root(incoming.body());
        var documents = new ArrayList<Document>();
        if (request.get("documents") == null) {
            throw request.missing("documents", "an array of strings or objects");
        }
        for (var item : request.array("documents")) {
            documents.add(document(item, "documents[" + documents.size() + "]"));
        }
        var topN = request.integer("top_n");
        if (topN != null && topN < 1) {
            throw request.invalid("top_n", topN + " (expected: >= 1)");
        }
        return new RerankRequest(
                incoming.model() == null ? request.requireString("model") : incoming.model(),
                request.requireString("query"),
                documents,
                topN,
                request.bool("return_documents"),
                request.extras(dialect, KNOWN));
    }

    private static Document document(Json item, String path) {
        var text = item.asString();
        if (text != null) {
            return new Document(text, null);
        }
        var inside = Fields.object(item, path).string("text");
        var plain = inside != null && item.members().size() == 1;
        return new Document(inside == null ? "" : inside, plain ? null : new RawJson(item.raw()));
    }

    /// Writes the documents: their texts, or where `objects` the objects that some came as, unless all that they have
    /// to rank is a text.
    public static void documents(RerankRequest request, boolean objects, Warnings warnings, JsonWriter json) {
        json.array();
        for (var document : request.documents()) {
            if (objects && document.json() != null && hasMore(document)) {
                json.raw(document.json().text());
            } else {
                json.value(document.text());
                Unsaid.warn("documents.media", document.text().isEmpty() ? document.json() : null, warnings);
            }
        }
        json.endArray();
    }

    private static boolean hasMore(Document document) {
        return document.text().isEmpty()
                || Json.parse(Objects.requireNonNull(document.json()).text()).members().stream()
                        .anyMatch(member -> MEDIA.contains(member.name()));
    }

    /// @throws io.polygate.model.GatewayException when a result is of no document, or of one twice
    public static List<Result> results(List<Json> items) {
        var results = new ArrayList<Result>();
        var seen = new HashSet<Integer>();
        for (var item : items) {
            var index = item.number("index");
            var score = item.get("relevance_score");
            if (index == null || index < 0 || score == null || !score.isNumber() || !seen.add(index.intValue())) {
                throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer holds a malformed result")
                        .asException();
            }
            var document = item.get("document");
            results.add(new Result(
                    index.intValue(), new RawJson(score.raw()), document == null ? null : new RawJson(document.raw())));
        }
        return results;
    }

    /// Writes a result; with its document where the caller wants it: the caller's own, where that says more than its
    /// text or the vendor sent none.
    public static void write(Result result, RerankRequest request, boolean documents, JsonWriter json) {
        json.object().field("index", result.index());
        json.rawField("relevance_score", result.score().text());
        if (documents) {
            json.rawField("document", document(result, request));
        }
        json.endObject();
    }

    private static @Nullable String document(Result result, RerankRequest request) {
        var sent = result.document();
        var known = result.index() < request.documents().size()
                ? request.documents().get(result.index())
                : null;
        if (known != null && known.json() != null) {
            return known.json().text();
        }
        if (sent != null) {
            return sent.text().startsWith("\"") ? "{\"text\":" + sent.text() + "}" : sent.text();
        }
        return known == null
                ? null
                : new JsonWriter()
                        .object()
                        .field("text", known.text())
                        .endObject()
                        .toString();
    }
}
