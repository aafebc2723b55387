package io.polygate.provider.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.MethodServer;
import io.polygate.provider.Outcome;
import io.polygate.provider.PendingAttempt;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.polygate.provider.grpc.MethodCatalog.Bound;
import io.polygate.wire.grpc.GrpcTimeout;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend of any gRPC services, whose methods are called with JSON.
public final class GrpcProvider implements Provider, MethodServer {

    private static final Known NO = new Known(Answer.NO, "");

    private final ProviderConfig config;
    private final GrpcChannel channel;
    private final Descriptions descriptions;
    private @Nullable URI near;

    public GrpcProvider(Vertx vertx, ProviderConfig config) {
        this.config = config;
        this.channel = new GrpcChannel(vertx, config, this::lost);
        this.descriptions = new Descriptions(vertx, channel, config.descriptors());
    }

    private void lost() {
        descriptions.doubt();
    }

    @Override
    public String id() {
        return config.id();
    }

    /// Learns what an endpoint serves before the first call asks for it.
    public void warm(URI endpoint) {
        near = endpoint;
        var credentials = config.credentials();
        var credential = credentials.isEmpty() ? null : credentials.getFirst();
        descriptions.load(endpoint, OwnMetadata.of(config, new Via(endpoint, null, credential)));
    }

    @Override
    public Known serves(String request) {
        var catalog = descriptions.current();
        var bound = catalog == null ? null : catalog.find(request);
        if (bound != null) {
            return new Known(
                    Answer.YES,
                    bound.method().getService().getFullName() + "/"
                            + bound.method().getName());
        }
        var endpoint = near;
        if (!descriptions.mayHaveChanged()) {
            return NO;
        }
        if (catalog != null && endpoint != null) {
            warm(endpoint);
        }
        return new Known(Answer.PERHAPS, "");
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        var request = call.variant();
        if (call.operation() != Operation.GRPC || request == null) {
            var message = "this model's backend has no " + call.operation().label();
            handler.failed(GatewayError.of(ErrorKind.NOT_FOUND, message), Outcome.NOTHING);
            return Attempt.OVER;
        }
        var attempt = new PendingAttempt();
        descriptions.of(request, call.via().url(), own(call)).onComplete(catalog -> {
            if (attempt.cancelled()) {
                return;
            }
            if (catalog.succeeded()) {
                begin(catalog.result(), request, call, attempt, handler);
            } else {
                handler.failed(reason(catalog.cause()), Outcome.NOTHING);
            }
        });
        return attempt;
    }

    /// The method itself was not called yet.
    private static GatewayError reason(Throwable cause) {
        if (!(cause instanceof GatewayException e)) {
            return GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend does not tell what it serves");
        }
        return e.error().kind() == ErrorKind.UPSTREAM_ERROR
                ? GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, e.error().message())
                : e.error();
    }

    private void begin(
            MethodCatalog catalog, String request, UpstreamCall call, PendingAttempt attempt, AttemptHandler handler) {
        var bound = catalog.find(request);
        if (bound == null) {
            handler.failed(GatewayError.of(ErrorKind.NOT_FOUND, "no backend has this method"), Outcome.NOTHING);
            return;
        }
        var types =
                new Types(catalog, known -> descriptions.learn(known, call.via().url(), own(call)));
        var exchange = new MethodExchange(types, bound, call, handler);
        var upload = call.upload();
        if (upload == null) {
            whole(exchange, call.body(), attempt, handler);
        } else if (bound.method().isClientStreaming()) {
            attempt.begin(exchange.lines(upload, this::open));
        } else {
            attempt.whenCancelled(upload::stop);
            WholeRequest.of(upload).onComplete(body -> {
                if (attempt.cancelled()) {
                    return;
                }
                if (body.succeeded()) {
                    whole(exchange, body.result(), attempt, handler);
                } else {
                    handler.failed(reason(body.cause()), Outcome.NOTHING);
                }
            });
        }
    }

    /// A request that holds an Any of a type that only the backend knows is read again when it has told of it.
    private void whole(MethodExchange exchange, Buffer body, PendingAttempt attempt, AttemptHandler handler) {
        try {
            attempt.begin(exchange.whole(body, this::open));
        } catch (GatewayException e) {
            if (!exchange.types().wanted()) {
                handler.failed(e.error(), Outcome.NOTHING);
                return;
            }
            exchange.types().learn().onComplete(learned -> {
                if (!attempt.cancelled()) {
                    whole(exchange, body, attempt, handler);
                }
            });
        }
    }

    private List<Header> own(UpstreamCall call) {
        return OwnMetadata.of(config, call.via());
    }

    private GrpcCall open(UpstreamCall call, Bound bound, GrpcCall.Listener answer) {
        var timeout = GrpcTimeout.parse(header(call, GrpcTimeout.HEADER));
        var method = bound.method();
        return channel.open(
                call.via().url(),
                "/" + method.getService().getFullName() + "/" + method.getName(),
                new GrpcCall.Setting(CallMetadata.of(call, config), timeout, answer));
    }

    private static @Nullable String header(UpstreamCall call, String name) {
        return call.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Future<Void> close() {
        channel.close(config.timeouts().total().toMillis());
        return Future.succeededFuture();
    }
}
