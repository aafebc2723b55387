package io.polygate.wire.gemini;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// `predict` of Vertex's embedding models, texts alone
/// (https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api), and `embedContent` of
/// those since `gemini-embedding-2`, which take media too.
public final class VertexEmbeddings implements BackendEmbeddings {

    public static final String NAME = "vertex";

    private final GeminiEmbeddings answers = new GeminiEmbeddings();

    /// The method of a model, which may be named with its publisher.
    public static String method(String model) {
        var name = name(model);
        return name.startsWith("gemini-embedding-") && !name.equals("gemini-embedding-001")
                ? "embedContent"
                : "predict";
    }

    private static String name(String model) {
        return model.substring(model.lastIndexOf('/') + 1);
    }

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        return method(target.model()).equals("predict") ? instances(request) : content(request, target);
    }

    private static EncodedRequest content(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024).object();
        GeminiEmbeddings.content(request, 0, new GeminiPartWriter(GeminiModel.of(target.model()), warnings), json);
        return encoded(request, warnings, json);
    }

    private static EncodedRequest encoded(EmbeddingRequest request, Warnings warnings, JsonWriter json) {
        warnings.extras(request.extras(), NAME);
        if (request.user() != null) {
            warnings.unsupported("user");
        }
        return new EncodedRequest("", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    private static EncodedRequest instances(EmbeddingRequest request) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024).object().name("instances").array();
        for (var i = 0; i < request.inputs().size(); i++) {
            if (!(request.inputs().get(i) instanceof Input.Text(String text))) {
                throw unsayable(i);
            }
            json.object()
                    .field("task_type", request.task())
                    .field("content", text)
                    .endObject();
        }
        json.endArray();
        if (request.dimensions() != null) {
            json.name("parameters").object();
            json.field("outputDimensionality", request.dimensions()).endObject();
        }
        return encoded(request, warnings, json);
    }

    /// (https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings#api_limits)
    @Override
    public int inputsAtOnce(Target target) {
        return name(target.model()).startsWith("gemini-") ? 1 : 250;
    }

    private static GatewayException unsayable(int number) {
        var field = "input[" + number + "]";
        return GatewayError.field(ErrorKind.INVALID_FIELD, field, field + ": no text (expected: text, for this model)")
                .asException();
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        return answers.decodeResponse(body, target);
    }
}
