package io.polygate.routing.idempotency;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole answer: its head and its parts as they came, or the failure that it was. Immutable.
public record KeptAnswer(
        Head head, List<Buffer> parts, @Nullable GatewayError failure, long bytes) {

    private static final Head NONE = new Head(0, List.of());

    public KeptAnswer {
        parts = List.copyOf(parts);
    }

    static KeptAnswer failed(GatewayError failure) {
        return new KeptAnswer(NONE, List.of(), failure, failure.message().length());
    }
}
