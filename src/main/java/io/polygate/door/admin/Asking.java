package io.polygate.door.admin;

import io.polygate.bus.AnswerHandler;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears what routing answers to an operator; a refusal goes back as it is.
final class Asking implements AnswerHandler {

    private final EdgeRequest request;
    private final Consumer<Buffer> then;
    private final Buffer answer = Buffer.buffer();

    /// @param then gets the whole answer of one who may ask
    Asking(EdgeRequest request, Consumer<Buffer> then) {
        this.request = request;
        this.then = then;
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (bytes != null) {
            answer.appendBuffer(bytes);
        }
        var response = request.response();
        if (last && !response.closed() && !response.ended()) {
            then.accept(answer);
        }
    }

    /// The pipeline has accounted for it already.
    @Override
    public void failed(GatewayError error) {
        request.answer(error);
    }

    static void tell(EdgeRequest request, Buffer body, String type) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }

    static void tell(EdgeRequest request, Buffer json) {
        tell(request, json, "application/json");
    }
}
