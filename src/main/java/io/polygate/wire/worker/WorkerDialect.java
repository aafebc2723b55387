package io.polygate.wire.worker;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.Dialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

/// `worker.v1.ModelWorker/Generate`: a request is one message, an answer is a stream of messages with gRPC's prefix.
public final class WorkerDialect implements BackendDialect {

    public static final String NAME = "worker";
    public static final String GENERATE = "/worker.v1.ModelWorker/Generate";

    private final boolean prompts;

    public WorkerDialect() {
        this(false);
    }

    private WorkerDialect(boolean prompts) {
        this.prompts = prompts;
    }

    @Override
    public String name() {
        return NAME;
    }

    /// A text to go on with is sent as it is, in no chat template.
    @Override
    public Dialect completing() {
        return new WorkerDialect(true);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var message = WorkerRequests.encode(request, target, prompts, warnings);
        return new EncodedRequest(GENERATE, Map.of(), Buffer.buffer(message.toByteArray()), warnings.list());
    }

    /// Reads the whole stream at once.
    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var collector = new ResponseCollector(Math.max(1, body.length()));
        var decoder = streamDecoder(target, collector);
        decoder.push(body);
        decoder.finish();
        return collector.whole();
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new WorkerStreamDecoder(target, handler);
    }

    /// What answers with an HTTP status is no worker, but something before it.
    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return GrpcStatus.of(GrpcCode.ofHttp(failure.status()), "the worker answered with HTTP " + failure.status())
                .error();
    }
}
