package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.RawJson;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.Responses;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives callers of the Responses API what its servers keep: a call continues the response that `previous_response_id`
/// names, and its own response is kept unless `store` is false. A backend that speaks the dialect keeps them itself.
public final class KeepingProvider implements Provider {

    private static final String DIALECT = "responses";
    private static final String PREVIOUS = "previous_response_id";

    private final Provider inner;
    private final boolean innerKeeps;
    private final Responses responses;

    /// @param innerDialect what `inner` speaks to its backend
    public KeepingProvider(Provider inner, String innerDialect, Responses responses) {
        this.inner = inner;
        this.innerKeeps = innerDialect.equals(DIALECT);
        this.responses = responses;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        if (!call.dialect().equals(DIALECT) || call.operation() != Operation.CHAT) {
            return inner.open(call, handler);
        }
        var request = parse(call.body());
        if (request == null) {
            return inner.open(call, handler);
        }
        if (innerKeeps) {
            return inner.open(call, ResponseReader.noting(handler, id -> responses.kept(call.owner(), id, id())));
        }
        var previous = request.string(PREVIOUS);
        var attempt = new Deferred();
        history(call, previous).onComplete(found -> {
            if (attempt.cancelled) {
                return;
            }
            var items = found.succeeded() ? found.result() : null;
            if (items == null) {
                handler.failed(unknown(previous), Outcome.NOTHING);
            } else {
                attempt.begin(inner.open(continued(call, request, items), keeping(call, request, handler)));
            }
        });
        return attempt;
    }

    private Future<@Nullable List<RawJson>> history(UpstreamCall call, @Nullable String previous) {
        return previous == null ? Future.succeededFuture(List.of()) : responses.conversation(call.owner(), previous);
    }

    private AttemptHandler keeping(UpstreamCall call, Json request, AttemptHandler handler) {
        if (Boolean.FALSE.equals(request.bool("store"))) {
            return handler;
        }
        return ResponseReader.keeping(handler, response -> {
            var id = response.string("id");
            if (id == null) {
                return Future.succeededFuture();
            }
            var output = response.items("output").stream()
                    .map(item -> new RawJson(item.raw()))
                    .toList();
            return responses.keep(
                    call.owner(),
                    new Responses.Kept(
                            id, request.string(PREVIOUS), new RawJson(response.raw()), input(request), output));
        });
    }

    /// The request with the conversation so far before its own input.
    private static UpstreamCall continued(UpstreamCall call, Json request, List<RawJson> history) {
        if (history.isEmpty()) {
            return call;
        }
        var items = new ArrayList<>(history);
        items.addAll(input(request));
        var json = new JsonWriter(call.body().length() * 2).object();
        for (var member : request.members()) {
            if (!member.name().equals("input")) {
                json.name(member.name()).raw(member.value());
            }
        }
        json.name("input").array();
        items.forEach(item -> json.raw(item.text()));
        return call.withBody(json.endArray().endObject().toBuffer());
    }

    /// The input as items: a text alone is a message of the user.
    private static List<RawJson> input(Json request) {
        var text = request.string("input");
        if (text == null) {
            return request.items("input").stream()
                    .map(item -> new RawJson(item.raw()))
                    .toList();
        }
        var json = new JsonWriter(text.length() + 128).object();
        json.field("type", "message")
                .field("role", "user")
                .name("content")
                .array()
                .object();
        json.field("type", "input_text").field("text", text);
        return List.of(new RawJson(json.endObject().endArray().endObject().toString()));
    }

    private static GatewayError unknown(@Nullable String id) {
        var message = "Previous response with id '" + id + "' not found.";
        return GatewayError.field(ErrorKind.BAD_REQUEST, PREVIOUS, message)
                .withVendorWords("invalid_request_error", "previous_response_not_found");
    }

    private static @Nullable Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /// An attempt that begins when the conversation before it has been found.
    private static final class Deferred implements Attempt {

        private @Nullable Attempt begun;
        private boolean paused;
        private boolean cancelled;

        void begin(Attempt attempt) {
            begun = attempt;
            if (paused) {
                attempt.pause();
            }
        }

        @Override
        public void pause() {
            paused = true;
            if (begun != null) {
                begun.pause();
            }
        }

        @Override
        public void resume() {
            paused = false;
            if (begun != null) {
                begun.resume();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (begun != null) {
                begun.cancel();
            }
        }
    }
}
