package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.door.Caller;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.Dialects;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks routing who the caller of an upgrade is; one who is not known is refused before there is a WebSocket.
final class Identification implements AnswerHandler {

    private final EdgeRequest request;
    private final Dialects dialects;
    private final @Nullable String key;
    private final Consumer<Caller> known;

    private Identification(EdgeRequest request, Dialects dialects, @Nullable String key, Consumer<Caller> known) {
        this.request = request;
        this.dialects = dialects;
        this.key = key;
        this.known = known;
    }

    /// @param known hears who it is; nobody hears of one who is refused
    static void ask(Calls calls, EdgeRequest request, Dialects dialects, @Nullable String key, Consumer<Caller> known) {
        var asking = new Identification(request, dialects, key, known);
        calls.identify(request.id(), key, request.peer(), asking);
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        var name = bytes == null ? null : Json.parse(bytes).string("name");
        known.accept(new Caller(request.id(), key, request.peer(), name == null ? "" : name));
    }

    /// The pipeline has accounted for it already.
    @Override
    public void failed(GatewayError error) {
        var response = request.response();
        if (!response.closed() && !response.ended()) {
            response.setStatusCode(error.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(dialects.get("openai").encodeError(error, request.id()));
        }
    }
}
