package io.polygate.provider.worker;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.grpc.GrpcCall;
import io.polygate.provider.grpc.GrpcChannel;
import io.polygate.provider.grpc.OwnMetadata;
import io.polygate.wire.worker.WorkerDialect;
import io.polygate.wire.worker.WorkerEmbeddings;
import io.polygate.wire.worker.WorkerRerank;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Workers that are asked in their own words: a call's body is a message of `worker.v1`, its answer the messages with
/// gRPC's prefix, or for embeddings the one message without.
public final class WorkerProvider implements Provider {

    private static final Set<String> PASSED = Set.of("traceparent", "tracestate");

    private final Vertx vertx;
    private final ProviderConfig config;
    private final GrpcChannel channel;

    public WorkerProvider(Vertx vertx, ProviderConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.channel = new GrpcChannel(vertx, config, WorkerModels.TUNING);
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        return switch (call.operation()) {
            case CHAT, COMPLETION -> send(call, WorkerDialect.GENERATE, true, handler);
            case EMBEDDING -> send(call, WorkerEmbeddings.EMBED, false, handler);
            case RERANK -> send(call, WorkerRerank.RERANK, false, handler);
            default -> {
                var message = "this model's backend has no " + call.operation().label();
                handler.failed(GatewayError.of(ErrorKind.NOT_FOUND, message), Outcome.NOTHING);
                yield Attempt.OVER;
            }
        };
    }

    private Attempt send(UpstreamCall call, String method, boolean streamed, AttemptHandler handler) {
        var attempt = new WorkerAttempt(vertx, config.timeouts(), streamed, handler);
        var opened = channel.open(call.via().url(), method, new GrpcCall.Setting(metadata(call), null, attempt));
        attempt.of(opened);
        opened.send(call.body().getBytes()).complete();
        return attempt;
    }

    private List<Header> metadata(UpstreamCall call) {
        var metadata = new ArrayList<Header>();
        for (var header : call.headers()) {
            if (PASSED.contains(header.name())) {
                metadata.add(header);
            }
        }
        metadata.add(new Header("x-request-id", call.id()));
        metadata.addAll(OwnMetadata.of(config, call.via()));
        return metadata;
    }

    @Override
    public Future<Void> close() {
        channel.close(config.timeouts().total().toMillis());
        return Future.succeededFuture();
    }
}
