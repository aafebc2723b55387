package io.polygate.wire.polygate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.proto.v1.EmbedRequest;
import io.polygate.proto.v1.EmbedResponse;
import io.polygate.proto.v1.Embedding;
import io.polygate.wire.EmbeddingFront;
import io.polygate.wire.Encoded;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Vectors;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// `polygate.v1.EmbeddingService` in protobuf.
public final class PolygateEmbeddings implements EmbeddingFront {

    @Override
    public EmbeddingRequest decodeRequest(IncomingRequest incoming) {
        EmbedRequest request;
        try {
            request = EmbedRequest.parseFrom(incoming.raw().getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "the message is not a valid polygate.v1.EmbedRequest")
                    .asException();
        }
        if (request.getInputsCount() == 0) {
            throw PolygateRequests.missing("inputs", "at least one text");
        }
        return new EmbeddingRequest(
                incoming.model() == null ? request.getModel() : incoming.model(),
                request.getInputsList().stream()
                        .<EmbeddingRequest.Input>map(EmbeddingRequest.Input.Text::new)
                        .toList(),
                request.hasDimensions() ? request.getDimensions() : null,
                false,
                null,
                PolygateRequests.text(request.getUser()),
                Extras.NONE);
    }

    @Override
    public Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request) {
        var answer = EmbedResponse.newBuilder()
                .setModel(response.model())
                .setUsage(PolygateResponses.usage(response.usage()));
        for (var vector : response.vectors()) {
            var embedding = Embedding.newBuilder();
            for (var item : Json.parse(Vectors.numbers(vector).text()).items()) {
                var number = item.asDouble();
                embedding.addValues(number == null ? 0 : number.floatValue());
            }
            answer.addEmbeddings(embedding);
        }
        return new Encoded(Buffer.buffer(answer.build().toByteArray()), List.of());
    }
}
