package io.polygate.wire.dashscope;

import io.polygate.model.Content;
import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Embeddings of texts (`input: {texts}`) and of texts and media (`input: {contents}`), each with a service of its own.
public final class DashScopeEmbeddings implements BackendEmbeddings {

    private static final String TEXT = "/services/embeddings/text-embedding/text-embedding";
    private static final String MULTIMODAL = "/services/embeddings/multimodal-embedding/multimodal-embedding";
    private static final Set<String> OWN = Set.of("text_type", "output_type", "instruct", "fps");

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(DashScopeDialect.NAME);
        var multimodal = target.quirks().servesMedia(target.model())
                || request.inputs().stream().anyMatch(DashScopeEmbeddings::hasMedia);
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.name("input").object().name(multimodal ? "contents" : "texts").array();
        if (multimodal) {
            request.inputs().forEach(input -> contents(input, warnings, json));
        } else {
            EmbeddingTexts.of(request, warnings).forEach(json::value);
        }
        json.endArray().endObject().name("parameters").object();
        json.field("dimension", request.dimensions());
        json.field("text_type", textType(request));
        Unsaid.warn("user", request.user(), warnings);
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        var body = json.endObject().endObject().toBuffer();
        return new EncodedRequest(multimodal ? MULTIMODAL : TEXT, Map.of(), body, warnings.list());
    }

    /// (https://help.aliyun.com/zh/model-studio/text-embedding-synchronous-api)
    @Override
    public int inputsAtOnce(Target target) {
        return target.model().matches("text-embedding-v[12]") ? 25 : 10;
    }

    /// Gemini's tasks in this vendor's two words.
    private static @Nullable String textType(EmbeddingRequest request) {
        var task = request.task();
        if (task == null || request.extras().fields().containsKey("text_type")) {
            return null;
        }
        return task.toUpperCase(Locale.ROOT).contains("QUERY") ? "query" : "document";
    }

    private static boolean hasMedia(Input input) {
        return input instanceof Input.Parts parts && parts.parts().stream().anyMatch(part -> !PartTexts.isText(part));
    }

    private static void contents(Input input, Warnings warnings, JsonWriter json) {
        switch (input) {
            case Input.Text text -> json.object().field("text", text.text()).endObject();
            case Input.Tokens _ ->
                throw GatewayError.of(ErrorKind.INVALID_FIELD, "input: token numbers (expected: text)")
                        .asException();
            case Input.Parts parts -> {
                json.object();
                for (var part : parts.parts()) {
                    if (PartTexts.isText(part)) {
                        json.field("text", PartTexts.text(List.of(part)));
                    } else if (part.content() instanceof Content.Media media && url(media.source()) != null) {
                        json.field(media.kind().name().toLowerCase(Locale.ROOT), url(media.source()));
                    } else {
                        warnings.unsupported("input." + PartTexts.name(part.content()));
                    }
                }
                json.endObject();
            }
        }
    }

    private static @Nullable String url(Source source) {
        return switch (source) {
            case Source.Url url -> url.url();
            case Source.Base64 data -> DataUrl.of(data);
            case Source.FileId _, Source.PlainText _ -> null;
        };
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = DashScopeErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        var output = answer.object("output");
        var items = output == null ? List.<Json>of() : output.items("embeddings");
        var vectors = new Vector[items.size()];
        for (var i = 0; i < vectors.length; i++) {
            var index = items.get(i).number(items.get(i).has("text_index") ? "text_index" : "index");
            var at = index == null ? i : index.intValue();
            if (at < 0 || at >= vectors.length || vectors[at] != null) {
                throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer has a vector number " + at)
                        .asException();
            }
            var vector = items.get(i).get("embedding");
            vectors[at] = new Vector.Numbers(new RawJson(vector == null ? "[]" : vector.raw()));
        }
        var usage = DashScopeUsage.decode(answer.object("usage"));
        return new EmbeddingResponse(target.model(), List.of(vectors), usage, Extras.NONE);
    }
}
