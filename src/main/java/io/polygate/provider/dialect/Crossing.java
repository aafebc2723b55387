package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Thoughts;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.BackendEmbeddings;
import io.polygate.wire.Dialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.FittedNames;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.RerankDialect;
import io.polygate.wire.Target;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// A call on its way from one dialect to another: what the backend is sent, and who reads its answer.
///
/// @param reader makes the reader of the answer: from the headers to keep, and whether it is an event stream
record Crossing(EncodedRequest request, BiFunction<List<Header>, Boolean, AnswerReader> reader) {

    private static final String COMPLETIONS = "completions";

    /// What all crossings of a provider into one dialect share. `name` is what its embeddings and counts are known by.
    record Setting(Dialects dialects, String name, Dialect backend, Quirks quirks, Thoughts thoughts, long maxBytes) {

        Setting completing() {
            return new Setting(dialects, name, backend.completing(), quirks, thoughts, maxBytes);
        }
    }

    /// @throws GatewayException when the caller's request cannot be understood, or the backend has no such operation
    static Future<Crossing> of(UpstreamCall call, Setting setting, AttemptHandler handler) {
        return switch (call.operation()) {
            case CHAT, COMPLETION -> chat(call, setting, handler);
            case EMBEDDING -> Future.succeededFuture(Embedding.of(call, setting).whole(handler));
            case RERANK -> Future.succeededFuture(rerank(call, setting, handler));
            case COUNT_TOKENS -> Future.succeededFuture(count(call, setting, handler));
            default -> throw unserved(call);
        };
    }

    private static Future<Crossing> chat(UpstreamCall call, Setting setting, AttemptHandler handler) {
        boolean completion = call.operation() == Operation.COMPLETION;
        var caller = setting.dialects.front(completion ? COMPLETIONS : call.dialect());
        return Translation.of(
                        call, caller, incoming(call, caller.binary()), completion ? setting.completing() : setting)
                .map(translation -> {
                    var sent = translation.sent();
                    return new Crossing(
                            translation.request(),
                            (headers, stream) -> stream
                                    ? new TranslatedStream(sent, headers, handler, setting.maxBytes)
                                    : new TranslatedWhole(sent, headers, handler, setting.maxBytes));
                });
    }

    private static Crossing rerank(UpstreamCall call, Setting setting, AttemptHandler handler) {
        var backend = setting.dialects.rerank(setting.name);
        if (backend == null || !(setting.dialects.rerank(call.dialect()) instanceof RerankDialect caller)) {
            throw unserved(call);
        }
        var target = Target.of(call.model(), setting.quirks());
        var meant = caller.decodeRequest(incoming(call));
        var request = backend.encodeRequest(meant, target);
        return new Crossing(
                request,
                (headers, stream) -> new TranslatedBody(headers, handler, setting.maxBytes, body -> {
                    var response = backend.decodeResponse(body, target);
                    var encoded = caller.encodeResponse(response, meant, call.id());
                    return TranslatedBody.Answer.of(encoded, request, response.usage())
                            .with(CountedRanking.units(response));
                }));
    }

    private static Crossing count(UpstreamCall call, Setting setting, AttemptHandler handler) {
        var caller = setting.dialects.count(call.dialect());
        var backend = setting.dialects.count(setting.name);
        if (caller == null || backend == null) {
            throw unserved(call);
        }
        var decoded = caller.decodeRequest().apply(incoming(call));
        var meant = FittedNames.of(decoded, setting.backend.toolNames()).request();
        var request = backend.encodeRequest().encode(meant, Target.of(call.model(), setting.quirks));
        return new Crossing(
                request,
                (headers, stream) -> new TranslatedBody(headers, handler, setting.maxBytes, body -> {
                    long tokens = backend.decodeResponse().decode(body);
                    return new TranslatedBody.Answer(caller.encodeResponse().encode(tokens), request.warnings(), null);
                }));
    }

    /// @param backend the dialect of the provider
    /// @throws GatewayException where only backends of its own dialect answer a call
    static void check(UpstreamCall call, String backend, Dialects dialects) {
        if (isForeign(call.dialect(), call.operation(), dialects)) {
            var own = dialects.byName().get(call.dialect()) instanceof BackendDialect passed
                    ? passed.backends()
                    : call.dialect();
            var message = "this model is served by a provider of another dialect: " + backend
                    + " (expected at this path: " + own + ")";
            throw GatewayError.of(ErrorKind.NOT_FOUND, message).asException();
        }
    }

    /// Whether callers of a dialect are answered by backends of the same alone.
    static boolean isForeign(String dialect, Operation operation, Dialects dialects) {
        var vectors = operation == Operation.EMBEDDING ? dialects.embeddingFront(dialect) : null;
        if (vectors != null) {
            return vectors instanceof BackendEmbeddings;
        }
        boolean ranks = operation == Operation.RERANK && dialects.rerank(dialect) instanceof RerankDialect;
        return !ranks && dialects.byName().get(dialect) instanceof BackendDialect;
    }

    static IncomingRequest incoming(UpstreamCall call) {
        return incoming(call, false);
    }

    static IncomingRequest incoming(UpstreamCall call, boolean binary) {
        if (binary) {
            return IncomingRequest.binary(call.body(), call.model(), call.stream());
        }
        var headers = new HashMap<String, String>();
        call.headers().forEach(header -> headers.putIfAbsent(header.name(), header.value()));
        return IncomingRequest.of(call.body(), call.model(), call.stream(), Map.copyOf(headers));
    }

    static GatewayException unserved(UpstreamCall call) {
        var message = "this model's backend has no " + call.operation().label();
        return GatewayError.of(ErrorKind.NOT_FOUND, message).asException();
    }
}
