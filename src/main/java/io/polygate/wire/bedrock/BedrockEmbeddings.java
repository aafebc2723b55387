package io.polygate.wire.bedrock;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.cohere.CohereEmbeddings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Embeddings by InvokeModel: each publisher's models take a body of their own
/// (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html), without the model's name.
public final class BedrockEmbeddings implements BackendEmbeddings {

    private final CohereEmbeddings cohere = new CohereEmbeddings();

    @Override
    public int inputsAtOnce(Target target) {
        return cohere(target) ? cohere.inputsAtOnce(target) : 1;
    }

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        if (!cohere(target)) {
            return AmazonEmbeddings.of(target.model()).encodeRequest(request);
        }
        var warnings = InvokeModel.warnings();
        var json = new JsonWriter(1024).object();
        CohereEmbeddings.write(request, warnings, json);
        return InvokeModel.request(json.endObject().toBuffer(), warnings);
    }

    private static boolean cohere(Target target) {
        return target.model().contains("cohere.embed");
    }

    /// Cohere's models leave the count of tokens to a header.
    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        if (!cohere(target)) {
            return AmazonEmbeddings.decodeResponse(answer, target);
        }
        var response = cohere.decodeResponse(body, target);
        var usage = response.usage().total() > 0 ? response.usage() : Usage.of(InvokeModel.tokens(answer), 0);
        return new EmbeddingResponse(response.model(), response.vectors(), usage, response.extras());
    }
}
