package io.polygate.wire.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.model.RerankRequest;
import io.polygate.model.RerankResponse;
import io.polygate.proto.worker.v1.RerankResult;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Numbers;
import io.polygate.wire.RerankBackend;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// `worker.v1.ModelWorker/Rerank`, whose answer is one message without a prefix.
public final class WorkerRerank implements RerankBackend {

    public static final String RERANK = "/worker.v1.ModelWorker/Rerank";

    @Override
    public EncodedRequest encodeRequest(RerankRequest request, Target target) {
        var warnings = new Warnings(WorkerDialect.NAME);
        var message = io.polygate.proto.worker.v1.RerankRequest.newBuilder()
                .setModel(target.model())
                .setQuery(request.query());
        for (var document : request.documents()) {
            message.addDocuments(document.text());
            Unsaid.warn("documents.media", document.text().isEmpty() ? document.json() : null, warnings);
        }
        if (request.topN() != null) {
            message.setTopN((int) Math.min(request.topN(), Integer.MAX_VALUE));
        }
        warnings.extras(request.extras(), WorkerDialect.NAME);
        var bytes = Buffer.buffer(message.build().toByteArray());
        return new EncodedRequest(RERANK, Map.of(), bytes, warnings.list());
    }

    @Override
    public RerankResponse decodeResponse(Buffer body, Target target) {
        try {
            var answer = io.polygate.proto.worker.v1.RerankResponse.parseFrom(body.getBytes());
            var usage = WorkerStreamDecoder.usage(answer.getUsage());
            return new RerankResponse("", target.model(), results(answer.getResultsList()), usage, 0, Extras.NONE);
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the worker's answer is no worker.v1.RerankResponse")
                    .asException();
        }
    }

    private static List<RerankResponse.Result> results(List<RerankResult> results) {
        return results.stream()
                .map(result -> new RerankResponse.Result(
                        result.getIndex(), new RawJson(Numbers.text(result.getScore())), null))
                .toList();
    }
}
