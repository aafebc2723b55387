package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.model.Usage;
import io.polygate.wire.EmbeddingDialect;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Vectors;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `embedContent` (one content) and `batchEmbedContents` (a list of requests, as Google's SDKs send even one).
///
/// A request for one content has extras of this dialect, if only empty ones, and is answered by one `embedding`; those
/// of a batch are named `requests[0].title`. Every request out is a batch.
public final class GeminiEmbeddings implements EmbeddingDialect {

    private static final Set<String> REQUEST =
            Set.of("model", "content", "taskType", "outputDimensionality", "requests");
    private static final Set<String> RESPONSE = Set.of("embedding", "embeddings", "predictions", "usageMetadata");

    @Override
    public EmbeddingRequest decodeRequest(IncomingRequest incoming) {
        var body = ProtoFields.root(incoming.body());
        var batch = body.has("requests");
        var requests = batch ? body.objects("requests") : List.of(body);
        if (requests.isEmpty()) {
            throw body.invalid("requests", "empty (expected: at least one request)");
        }
        var first = requests.getFirst();
        var inputs = new ArrayList<Input>();
        var extras = new LinkedHashMap<String, RawJson>();
        for (var i = 0; i < requests.size(); i++) {
            var request = requests.get(i);
            same(first, request);
            inputs.add(input(request));
            request.extras(batch ? prefix(i) : "", REQUEST, extras);
        }
        return new EmbeddingRequest(
                GeminiRequests.model(incoming.model() == null ? first.requireString("model") : incoming.model()),
                inputs,
                first.integer("outputDimensionality"),
                false,
                first.string("taskType"),
                null,
                batch ? Extras.of(GeminiDialect.NAME, extras) : new Extras(GeminiDialect.NAME, extras));
    }

    private static String prefix(int number) {
        return "requests[" + number + "].";
    }

    /// All requests of a batch must want the same form: other vendors have one for all.
    private static void same(ProtoFields first, ProtoFields request) {
        if (!Objects.equals(first.string("taskType"), request.string("taskType"))) {
            throw request.invalid("taskType", request.string("taskType") + " (expected: the same in all requests)");
        }
        if (!Objects.equals(first.integer("outputDimensionality"), request.integer("outputDimensionality"))) {
            throw request.invalid(
                    "outputDimensionality",
                    request.integer("outputDimensionality") + " (expected: the same in all requests)");
        }
    }

    private static Input input(ProtoFields request) {
        var content = request.object("content");
        if (content == null) {
            throw request.missing("content", "an object with parts");
        }
        var ids = new MadeIds("", 0);
        var parts = content.objects("parts").stream()
                .map(part -> GeminiParts.decode(part, ids))
                .toList();
        if (parts.isEmpty()) {
            throw content.missing("parts", "an array");
        }
        return parts.size() == 1
                        && parts.getFirst().content() instanceof Content.Text text
                        && parts.getFirst().extras().isEmpty()
                ? new Input.Text(text.text())
                : new Input.Parts(parts);
    }

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(GeminiDialect.NAME);
        var parts = new GeminiPartWriter(GeminiModel.of(target.model()), warnings);
        var json = new JsonWriter(1024).object().name("requests").array();
        for (var i = 0; i < request.inputs().size(); i++) {
            json.object().field("model", GeminiPaths.resource(target.model()));
            content(request, i, parts, json);
            extras(request.extras().of(GeminiDialect.NAME), prefix(i), json);
            json.endObject();
        }
        json.endArray().endObject();
        warnings.extras(request.extras(), GeminiDialect.NAME);
        if (request.user() != null) {
            warnings.unsupported("user");
        }
        return new EncodedRequest(
                GeminiPaths.of(target.model(), "batchEmbedContents"),
                Map.of("content-type", "application/json"),
                json.toBuffer(),
                warnings.list());
    }

    /// Writes one input and what is wanted of it.
    static void content(EmbeddingRequest request, int number, GeminiPartWriter parts, JsonWriter json) {
        json.name("content").object().name("parts").array();
        switch (request.inputs().get(number)) {
            case Input.Text text -> json.object().field("text", text.text()).endObject();
            case Input.Parts several -> parts.write(several.parts(), json);
            case Input.Tokens _ -> throw tokens(number);
        }
        json.endArray().endObject().field("taskType", request.task());
        json.field("outputDimensionality", request.dimensions());
    }

    private static GatewayException tokens(int number) {
        var field = "input[" + number + "]";
        return GatewayError.field(
                        ErrorKind.INVALID_FIELD, field, field + ": token numbers (expected: text, for this model)")
                .asException();
    }

    private static void extras(Map<String, RawJson> extras, String prefix, JsonWriter json) {
        extras.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                json.rawField(name.substring(prefix.length()), value.text());
            } else if (!name.startsWith("requests[")) {
                json.rawField(name, value.text());
            }
        });
    }

    /// Takes Vertex's `predictions` too.
    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var json = GeminiDialect.answer(body);
        var vectors = new ArrayList<Vector>();
        var tokens = 0L;
        var one = json.object("embedding");
        if (one != null) {
            vectors.add(vector(one));
        }
        json.items("embeddings").forEach(embedding -> vectors.add(vector(embedding)));
        for (var prediction : json.items("predictions")) {
            var embeddings = prediction.object("embeddings");
            if (embeddings != null) {
                vectors.add(vector(embeddings));
                var statistics = embeddings.object("statistics");
                tokens += statistics == null ? 0 : statistics.count("token_count");
            }
        }
        var metadata = json.object("usageMetadata");
        return new EmbeddingResponse(
                target.model(),
                vectors,
                metadata == null ? Usage.of(tokens, 0) : GeminiUsage.decode(metadata),
                extras(json));
    }

    private static Extras extras(Json json) {
        return Fields.extras(json, GeminiDialect.NAME, RESPONSE);
    }

    private static Vector vector(Json embedding) {
        @Nullable Json values = embedding.get("values");
        return new Vector.Numbers(new RawJson(values == null ? "[]" : values.raw()));
    }

    @Override
    public Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request) {
        var one = request.extras().dialect().equals(GeminiDialect.NAME)
                && request.inputs().size() == 1
                && request.extras().fields().keySet().stream().noneMatch(name -> name.startsWith("requests["));
        var json = new JsonWriter(1024).object();
        if (one && !response.vectors().isEmpty()) {
            write(response.vectors().getFirst(), json.name("embedding"));
        } else {
            json.name("embeddings").array();
            response.vectors().forEach(vector -> write(vector, json));
            json.endArray();
        }
        if (response.usage().total() > 0) {
            json.name("usageMetadata").object();
            json.field("promptTokenCount", response.usage().inputTotal());
            json.field("totalTokenCount", response.usage().total()).endObject();
        }
        GeminiParts.extras(response.extras().of(GeminiDialect.NAME), json);
        return new Encoded(json.endObject().toBuffer(), List.of());
    }

    private static void write(Vector vector, JsonWriter json) {
        json.object().rawField("values", Vectors.numbers(vector).text()).endObject();
    }
}
