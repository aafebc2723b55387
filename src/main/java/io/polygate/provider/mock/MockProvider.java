package io.polygate.provider.mock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Answers calls without any backend: deterministic text, tool calls that fit their schema, embeddings, usage.
///
/// Keeps the configured first-byte, idle and total timeouts. A request that OpenAI would refuse is refused.
public final class MockProvider implements Provider {

    private final Vertx vertx;
    private final ProviderConfig config;

    public MockProvider(Vertx vertx, ProviderConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        var attempt = new MockAttempt(vertx, config.timeouts(), handler);
        attempt.begin(() -> answer(call));
        return attempt;
    }

    private static Answer answer(UpstreamCall call) {
        if (call.operation() == Operation.REALTIME) {
            throw unserved();
        }
        var body = parse(call);
        var behaviour = Behaviour.of(call.model(), body.object("metadata"));
        return switch (call.operation()) {
            case CHAT -> ChatAnswer.to(ChatRequest.decode(body, behaviour), call);
            case COMPLETION -> CompletionAnswer.to(CompletionRequest.decode(body, behaviour), call);
            case EMBEDDING -> EmbeddingAnswer.to(body, behaviour, call);
            default -> throw unserved();
        };
    }

    private static GatewayException unserved() {
        return GatewayError.of(ErrorKind.NOT_FOUND, "the mock provider has no such operation")
                .asException();
    }

    private static Json parse(UpstreamCall call) {
        try {
            var body = Json.parse(call.body());
            if (body.isObject()) {
                return body;
            }
            throw new GatewayException(GatewayError.of(ErrorKind.BAD_REQUEST, "the body is not an object"));
        } catch (JsonSyntaxException e) {
            throw new GatewayException(
                    GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid JSON: " + e.getMessage()));
        }
    }

    /// Calls under way go on to their end.
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
