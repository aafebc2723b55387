package io.polygate.door.proxy;

import io.polygate.bus.AnswerHandler;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears from routing who a caller is; one who is not known gets the refusal.
record Introduced(EdgeRequest request, Consumer<String> known) implements AnswerHandler {

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        var name = bytes == null ? null : Json.parse(bytes).string("name");
        if (!request.response().closed()) {
            known.accept(name == null ? "" : name);
        }
    }

    /// The pipeline has accounted for it already.
    @Override
    public void failed(GatewayError error) {
        request.answer(error);
    }
}
