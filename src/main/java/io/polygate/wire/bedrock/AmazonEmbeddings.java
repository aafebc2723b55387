package io.polygate.wire.bedrock;

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
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.EmbeddingTexts;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Amazon's own models: Titan for texts, Titan for texts and pictures, and Nova. Each takes one input at a time.
enum AmazonEmbeddings {
    TITAN_G1("titan-embed-text-v1", Set.of()) {
        @Override
        void write(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
            json.field("inputText", text(request, warnings));
            Unsaid.warn("dimensions", request.dimensions(), warnings);
        }
    },
    TITAN_IMAGE("titan-embed-image", Set.of()) {
        @Override
        void write(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
            if (request.inputs().getFirst() instanceof Input.Parts parts) {
                var text = PartTexts.text(parts.parts());
                json.field("inputText", text.isEmpty() ? null : text);
                json.field("inputImage", image(parts.parts(), warnings));
            } else {
                json.field("inputText", text(request, warnings));
            }
            if (request.dimensions() != null) {
                json.name("embeddingConfig").object();
                json.field("outputEmbeddingLength", request.dimensions()).endObject();
            }
        }
    },
    TITAN("titan-embed", Set.of("normalize", "embeddingTypes")) {
        @Override
        void write(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
            json.field("inputText", text(request, warnings)).field("dimensions", request.dimensions());
        }
    },
    NOVA("nova", Set.of()) {
        @Override
        void write(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
            json.field("taskType", "SINGLE_EMBEDDING")
                    .name("singleEmbeddingParams")
                    .object();
            json.field("embeddingPurpose", purpose(request.task()));
            json.field("embeddingDimension", request.dimensions());
            json.name("text").object().field("truncationMode", "END");
            json.field("value", text(request, warnings)).endObject().endObject();
        }
    };

    private final String name;
    private final Set<String> own;

    AmazonEmbeddings(String name, Set<String> own) {
        this.name = name;
        this.own = own;
    }

    /// @throws io.polygate.model.GatewayException for a model that makes no vectors
    static AmazonEmbeddings of(String model) {
        for (var known : values()) {
            if (model.contains(known.name) && model.contains("embed")) {
                return known;
            }
        }
        throw GatewayError.of(ErrorKind.NOT_FOUND, "this model's backend has no embeddings for it")
                .asException();
    }

    abstract void write(EmbeddingRequest request, Warnings warnings, JsonWriter json);

    EncodedRequest encodeRequest(EmbeddingRequest request) {
        var warnings = InvokeModel.warnings();
        var json = new JsonWriter(1024).object();
        write(request, warnings, json);
        CarriedExtras.write(request.extras(), own, warnings, json);
        Unsaid.warn("user", request.user(), warnings);
        return InvokeModel.request(json.endObject().toBuffer(), warnings);
    }

    private static String text(EmbeddingRequest request, Warnings warnings) {
        return EmbeddingTexts.of(request, warnings).getFirst();
    }

    private static @Nullable String image(List<Part> parts, Warnings warnings) {
        String found = null;
        for (var part : parts) {
            if (found == null
                    && part.content() instanceof Content.Media(var kind, Source.Base64 data, var _, var _)
                    && kind == Content.MediaKind.IMAGE) {
                found = data.data();
            } else if (!PartTexts.isText(part)) {
                warnings.unsupported("input." + PartTexts.name(part.content()));
            }
        }
        return found;
    }

    /// Gemini's tasks in this vendor's words.
    private static String purpose(@Nullable String task) {
        var said = task == null ? "" : task.toUpperCase(Locale.ROOT);
        return said.contains("QUERY") || said.contains("QUESTION")
                ? "GENERIC_RETRIEVAL"
                : said.contains("CLASSIF")
                        ? "CLASSIFICATION"
                        : said.contains("CLUSTER") ? "CLUSTERING" : "GENERIC_INDEX";
    }

    /// Titan's one vector (by type, where types were asked for), or Nova's list of them.
    static EmbeddingResponse decodeResponse(Json answer, Target target) {
        var vector = answer.get("embedding");
        if (vector == null) {
            var types = answer.object("embeddingsByType");
            vector = types == null ? first(answer.items("embeddings")) : types.get("float");
        }
        if (vector == null || !vector.isArray()) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer holds no vector")
                    .asException();
        }
        return new EmbeddingResponse(
                target.model(),
                List.of(new Vector.Numbers(new RawJson(vector.raw()))),
                Usage.of(InvokeModel.tokens(answer), 0),
                Extras.NONE);
    }

    private static @Nullable Json first(List<Json> embeddings) {
        return embeddings.isEmpty() ? null : embeddings.getFirst().get("embedding");
    }
}
