package io.polygate.wire.mistral;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.openai.OpenAiEmbeddings;
import io.vertx.core.buffer.Buffer;

/// `POST /embeddings`, as OpenAI has it, with `output_dimension`.
public final class MistralEmbeddings implements BackendEmbeddings {

    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings();

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        return embeddings.encodeRequest(request, target);
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        return embeddings.decodeResponse(body, target);
    }
}
