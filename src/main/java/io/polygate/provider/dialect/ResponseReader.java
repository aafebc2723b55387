package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the response out of an answer of the Responses API that goes by, whole or streamed.
final class ResponseReader implements AttemptHandler {

    private static final int MAX_EVENT = 64 * 1024 * 1024;

    private final AttemptHandler handler;
    private final Function<Json, Future<Void>> whole;
    private final @Nullable Consumer<String> begun;
    private final SseParser parser = new SseParser(MAX_EVENT, this::event);
    private boolean streamed;
    private boolean told;
    private boolean handedOver;
    private Future<Void> taken = Future.succeededFuture();
    private @Nullable Json response;

    private ResponseReader(
            AttemptHandler handler, Function<Json, Future<Void>> whole, @Nullable Consumer<String> begun) {
        this.handler = handler;
        this.whole = whole;
        this.begun = begun;
    }

    /// Hands over the whole response, and holds back the part that completes it, with all that follows, until it has
    /// been
    /// taken care of: a caller may go on from it, or leave, as soon as it reads that.
    static AttemptHandler keeping(AttemptHandler handler, Function<Json, Future<Void>> whole) {
        return new ResponseReader(handler, whole, null);
    }

    /// Tells the response's id as soon as it is known.
    static AttemptHandler noting(AttemptHandler handler, Consumer<String> begun) {
        return new ResponseReader(handler, response -> Future.succeededFuture(), begun);
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        if (head != null) {
            streamed = head.headers().stream()
                    .anyMatch(h -> h.name().equals("content-type") && h.value().startsWith("text/event-stream"));
        }
        if (bytes != null && streamed && (begun == null || !told)) {
            parser.push(bytes);
        } else if (bytes != null && !streamed && last != null) {
            read(bytes);
        }
        if (response != null && !handedOver) {
            handedOver = true;
            taken = whole.apply(response);
        }
        taken.onComplete(done -> handler.part(head, bytes, last));
    }

    private void event(SseEvent event) {
        if (begun != null && !told && event.name().equals("response.created")) {
            tell(Json.parse(event.text()).object("response"));
        } else if (begun == null
                && (event.name().equals("response.completed") || event.name().equals("response.incomplete"))) {
            response = Json.parse(event.text()).object("response");
        }
    }

    private void read(Buffer bytes) {
        try {
            var json = Json.parse(bytes);
            tell(json);
            response = json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            response = null;
        }
    }

    private void tell(@Nullable Json known) {
        var id = known == null || begun == null ? null : known.string("id");
        if (id != null && begun != null) {
            told = true;
            begun.accept(id);
        }
    }

    @Override
    public void failed(GatewayError error, Outcome used) {
        taken.onComplete(done -> handler.failed(error, used));
    }
}
