package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.RawJson;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Provider;
import io.polygate.provider.Responses;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives callers of the Responses API what its servers keep: a call continues the response that `previous_response_id`
/// names, and its own response is kept unless `store` is false. A backend that speaks the dialect keeps them itself.
public final class KeepingProvider implements Provider {

    private static final String DIALECT = "responses";
    private static final String PREVIOUS = "previous_response_id";
    private static final Future<Responses.Conversation> FIRST = Future.succeededFuture(new Responses.Items(List.of()));

    private final Provider inner;
    private final boolean innerKeeps;
    private final Responses responses;

    /// @param innerKeeps whether `inner`'s backend keeps responses itself
    public KeepingProvider(Provider inner, boolean innerKeeps, Responses responses) {
        this.inner = inner;
        this.innerKeeps = innerKeeps;
        this.responses = responses;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public boolean understands(String dialect, Operation operation) {
        return inner.understands(dialect, operation);
    }

    @Override
    public boolean continues(String model) {
        return inner.continues(model);
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
        var previous = request.string(PREVIOUS);
        var conversation = previous == null ? FIRST : responses.conversation(call.owner(), previous);
        return Deferred.open(conversation, found -> follow(call, request, found, handler), handler);
    }

    private Attempt follow(UpstreamCall call, Json request, Responses.Conversation found, AttemptHandler handler) {
        var previous = request.string(PREVIOUS);
        return switch (found) {
            case Responses.Items(var items) -> begin(continued(call, request, items), request, handler);
            case Responses.KeptBy(var provider)
            when innerKeeps && provider.equals(id()) -> begin(call, request, handler);
            case Responses.KeptBy(var provider) -> Deferred.failed(keptBy(previous, provider), handler);
            case Responses.Unknown() when innerKeeps -> begin(call, request, handler);
            case Responses.Unknown() -> Deferred.failed(unknown(previous), handler);
        };
    }

    private Attempt begin(UpstreamCall call, Json request, AttemptHandler handler) {
        return inner.open(
                call,
                innerKeeps
                        ? ResponseReader.noting(handler, id -> responses.kept(call.owner(), id, id()))
                        : keeping(call, request, handler));
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

    /// The request with the conversation so far before its own input. A backend that keeps responses knows nothing of
    /// this one: it is not told its id, nor what only we could read in it.
    private UpstreamCall continued(UpstreamCall call, Json request, List<RawJson> history) {
        if (history.isEmpty()) {
            return call;
        }
        var json = new JsonWriter(call.body().length() * 2).object();
        for (var member : request.members()) {
            if (!member.name().equals("input") && !(innerKeeps && member.name().equals(PREVIOUS))) {
                json.name(member.name()).raw(member.value());
            }
        }
        json.name("input").array();
        history.forEach(item -> {
            if (innerKeeps) {
                foreign(Json.parse(item.text()), json);
            } else {
                json.raw(item.text());
            }
        });
        input(request).forEach(item -> json.raw(item.text()));
        return call.withBody(json.endArray().endObject().toBuffer());
    }

    /// An item that the backend has not made: without our id, and no reasoning, whose proof is another vendor's.
    private static void foreign(Json item, JsonWriter json) {
        if ("reasoning".equals(item.string("type"))) {
            return;
        }
        json.object();
        for (var member : item.members()) {
            if (!member.name().equals("id")) {
                json.name(member.name()).raw(member.value());
            }
        }
        json.endObject();
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

    private GatewayError keptBy(@Nullable String previous, String provider) {
        var message = "Previous response with id '" + previous + "' is kept by provider \"" + provider
                + "\" and cannot be continued by \"" + id() + "\" (expected: a model of \"" + provider + "\")";
        return GatewayError.field(ErrorKind.BAD_REQUEST, PREVIOUS, message)
                .withVendorWords("invalid_request_error", "previous_response_elsewhere");
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
}
