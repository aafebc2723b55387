package io.polygate.wire.cohere;

import io.polygate.model.Content;
import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.DataUrl;
import io.polygate.wire.EmbeddingTexts;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `POST /v2/embed`: `texts`, or `inputs` where pictures are among them, with an `input_type` that must be said.
public final class CohereEmbeddings implements BackendEmbeddings {

    private static final Set<String> OWN = Set.of("truncate", "max_tokens", "priority");

    /// (https://docs.cohere.com/reference/embed)
    @Override
    public int inputsAtOnce(Target target) {
        return 96;
    }

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(CohereDialect.NAME);
        var json = new JsonWriter(1024).object().field("model", target.model());
        write(request, warnings, json);
        return new EncodedRequest("/v2/embed", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    /// Writes all members but the model's name.
    public static void write(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
        if (request.inputs().stream().anyMatch(CohereEmbeddings::hasImage)) {
            json.name("inputs").array();
            request.inputs().forEach(input -> input(input, warnings, json));
            json.endArray();
        } else {
            json.name("texts").array();
            EmbeddingTexts.of(request, warnings).forEach(json::value);
            json.endArray();
        }
        json.field("input_type", inputType(request)).field("output_dimension", request.dimensions());
        json.name("embedding_types").array().value(type(request)).endArray();
        Unsaid.warn("user", request.user(), warnings);
        CarriedExtras.write(without(request.extras()), OWN, warnings, json);
    }

    /// What we ask for ourselves is said once.
    private static Extras without(Extras extras) {
        var rest = new LinkedHashMap<>(extras.fields());
        rest.remove("input_type");
        return Extras.of(extras.dialect(), rest);
    }

    private static String type(EmbeddingRequest request) {
        return request.base64() ? "base64" : "float";
    }

    /// The caller's own word, else by Gemini's task, else that of a document to be found.
    private static String inputType(EmbeddingRequest request) {
        var said = request.extras().fields().get("input_type");
        var word = said == null ? null : Json.parse(said.text()).asString();
        if (word != null) {
            return word;
        }
        var task = request.task() == null ? "" : request.task().toUpperCase(Locale.ROOT);
        return task.contains("QUERY") || task.contains("QUESTION")
                ? "search_query"
                : task.contains("CLASSIF")
                        ? "classification"
                        : task.contains("CLUSTER") ? "clustering" : "search_document";
    }

    private static boolean hasImage(Input input) {
        return input instanceof Input.Parts parts && parts.parts().stream().anyMatch(part -> image(part) != null);
    }

    private static void input(Input input, Warnings warnings, JsonWriter json) {
        json.object().name("content").array();
        for (var part : parts(input)) {
            var image = image(part);
            if (image != null) {
                json.object().field("type", "image_url").name("image_url").object();
                json.field("url", image).endObject().endObject();
            } else if (PartTexts.isText(part)) {
                json.object().field("type", "text");
                json.field("text", PartTexts.text(List.of(part))).endObject();
            } else {
                warnings.unsupported("input." + PartTexts.name(part.content()));
            }
        }
        json.endArray().endObject();
    }

    private static List<Part> parts(Input input) {
        return switch (input) {
            case Input.Parts parts -> parts.parts();
            case Input.Text text -> List.of(Part.text(text.text()));
            case Input.Tokens _ ->
                throw GatewayError.field(
                                ErrorKind.INVALID_FIELD, "input", "input: token numbers (expected: texts or pictures)")
                        .asException();
        };
    }

    private static @Nullable String image(Part part) {
        return part.content() instanceof Content.Media(var kind, Source.Base64 data, var _, var _)
                        && kind == Content.MediaKind.IMAGE
                ? DataUrl.of(data)
                : null;
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = CohereErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        var vectors = new ArrayList<Vector>();
        var embeddings = answer.get("embeddings");
        for (var vector : embeddings == null ? List.<Json>of() : lists(embeddings)) {
            var base64 = vector.asString();
            vectors.add(base64 == null ? new Vector.Numbers(new RawJson(vector.raw())) : new Vector.Base64(base64));
        }
        var meta = answer.object("meta");
        var billed = meta == null ? null : meta.object("billed_units");
        var usage = billed == null
                ? Usage.ZERO
                : new Usage(
                        billed.count("input_tokens"),
                        0,
                        0,
                        0,
                        0,
                        billed.count("image_tokens"),
                        0,
                        0,
                        0,
                        0,
                        0,
                        Extras.NONE);
        return new EmbeddingResponse(target.model(), vectors, usage, Extras.NONE);
    }

    /// By type, or plain as in the first version.
    private static List<Json> lists(Json embeddings) {
        if (embeddings.isArray()) {
            return embeddings.items();
        }
        return embeddings.members().stream()
                .map(Json.Member::value)
                .filter(Json::isArray)
                .findFirst()
                .map(Json::items)
                .orElse(List.of());
    }
}
