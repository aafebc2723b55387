package io.polygate.provider.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.proto.worker.v1.ListModelsRequest;
import io.polygate.proto.worker.v1.ListModelsResponse;
import io.polygate.proto.worker.v1.ModelState;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.Via;
import io.polygate.provider.grpc.GrpcCall;
import io.polygate.provider.grpc.GrpcChannel;
import io.polygate.provider.grpc.OwnMetadata;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.worker.WorkerErrors;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks workers of a provider for their models and slots (`ListModels`). Used on one context.
public final class WorkerModels {

    /// Workers take pings every five seconds and more seldom ones; a window of 64 KiB holds a worker back soon when the
    /// reader is slow.
    static final GrpcChannel.Tuning TUNING =
            new GrpcChannel.Tuning(64 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(10));

    private static final String LIST = "/worker.v1.ModelWorker/ListModels";

    private final ProviderConfig config;
    private final Duration timeout;
    private final GrpcChannel channel;

    public WorkerModels(Vertx vertx, ProviderConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
        this.channel = new GrpcChannel(vertx, config, TUNING);
    }

    /// What a worker says of one of its models.
    ///
    /// @param slots calls of it that run at once; 0 where it doesn't say
    /// @param taken slots that are busy, and calls that wait for one
    /// @param works false while its engine or its file has failed
    public record Model(String name, int slots, int taken, boolean works) {}

    /// The models of a worker, in its order and each name once; fails with a
    /// [io.polygate.model.GatewayException] when it does not say within the timeout.
    public Future<List<Model>> ask(URI endpoint) {
        var credentials = config.credentials();
        var via = new Via(endpoint, null, credentials.isEmpty() ? null : credentials.getFirst());
        Promise<List<Model>> answer = Promise.promise();
        var setting = new GrpcCall.Setting(OwnMetadata.of(config, via), timeout, new Listener(answer));
        channel.open(endpoint, LIST, setting)
                .send(ListModelsRequest.getDefaultInstance().toByteArray())
                .complete();
        return answer.future();
    }

    public void close() {
        channel.close(0);
    }

    private static List<Model> models(Buffer message) throws InvalidProtocolBufferException {
        var models = new LinkedHashMap<String, Model>();
        for (var said : ListModelsResponse.parseFrom(message.getBytes()).getModelsList()) {
            if (!said.getName().isEmpty()) {
                long taken = unsigned(said.getBusySlots()) + unsigned(said.getQueuedCalls());
                boolean works = said.getState() != ModelState.MODEL_STATE_FAILED;
                models.putIfAbsent(
                        said.getName(), new Model(said.getName(), most(unsigned(said.getSlots())), most(taken), works));
            }
        }
        return List.copyOf(models.values());
    }

    private static long unsigned(int number) {
        return Integer.toUnsignedLong(number);
    }

    private static int most(long number) {
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static final class Listener implements GrpcCall.Listener {

        private final Promise<List<Model>> answer;
        private @Nullable Buffer only;

        Listener(Promise<List<Model>> answer) {
            this.answer = answer;
        }

        @Override
        public void head(MultiMap headers) {}

        @Override
        public void message(Buffer message) {
            only = message;
        }

        @Override
        public void end(GrpcStatus status, MultiMap trailers) {
            if (!status.ok()) {
                failed(WorkerErrors.decode(status, trailers::get));
                return;
            }
            try {
                answer.complete(models(only == null ? Buffer.buffer() : only));
            } catch (InvalidProtocolBufferException e) {
                failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the worker's list of models cannot be read"));
            }
        }

        @Override
        public void failed(GatewayError error) {
            answer.tryFail(error.asException());
        }
    }
}
