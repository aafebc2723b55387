package io.polygate.wire.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.proto.worker.v1.EmbedRequest;
import io.polygate.proto.worker.v1.EmbedResponse;
import io.polygate.proto.worker.v1.Embedding;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.EmbeddingTexts;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// `worker.v1.ModelWorker/Embed`, whose answer is one message without a prefix.
public final class WorkerEmbeddings implements BackendEmbeddings {

    public static final String EMBED = "/worker.v1.ModelWorker/Embed";

    private static final long MAX_DIMENSIONS = 65_536;

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(WorkerDialect.NAME);
        var message =
                EmbedRequest.newBuilder().setModel(target.model()).addAllInputs(EmbeddingTexts.of(request, warnings));
        var dimensions = request.dimensions();
        if (dimensions != null) {
            if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
                var what = "dimensions: " + dimensions + " (expected: 1 to " + MAX_DIMENSIONS + ")";
                throw GatewayError.field(ErrorKind.INVALID_FIELD, "dimensions", what)
                        .asException();
            }
            message.setDimensions(dimensions.intValue());
        }
        Unsaid.warn("task", request.task(), warnings);
        warnings.extras(request.extras(), WorkerDialect.NAME);
        var bytes = Buffer.buffer(message.build().toByteArray());
        return new EncodedRequest(EMBED, Map.of(), bytes, warnings.list());
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        EmbedResponse answer;
        try {
            answer = EmbedResponse.parseFrom(body.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the worker's answer is no worker.v1.EmbedResponse")
                    .asException();
        }
        var vectors = answer.getEmbeddingsList().stream()
                .map(WorkerEmbeddings::vector)
                .toList();
        return new EmbeddingResponse(
                target.model(), vectors, WorkerStreamDecoder.usage(answer.getUsage()), Extras.NONE);
    }

    private static Vector vector(Embedding embedding) {
        var json = new JsonWriter(embedding.getValuesCount() * 12 + 2).array();
        for (int i = 0; i < embedding.getValuesCount(); i++) {
            float value = embedding.getValues(i);
            json.raw(Float.isFinite(value) ? Float.toString(value) : "0");
        }
        return new Vector.Numbers(new RawJson(json.endArray().toString()));
    }
}
