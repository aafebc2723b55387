package io.polygate.wire.cohere;

import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.PassedDialect;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cohere's first API: `/v1/chat`, `/v1/generate`, `/v1/embed`.
///
/// Source: docs.cohere.com/v1/reference, and recorded traffic.
public final class FirstCohereDialect implements PassedDialect {

    public static final String NAME = "cohere-v1";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String backends() {
        return CohereDialect.NAME;
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        return CohereUsage.of(answer);
    }

    @Override
    public @Nullable GatewayError inside(Json answer) {
        return CohereErrors.inside(answer);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new FirstCohereDecoder(target, handler);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return CohereErrors.encode(error, requestId);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return CohereErrors.line(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return CohereErrors.decode(failure);
    }
}
