package io.polygate.provider.dialect;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.Usage;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.EmbeddingDialect;
import io.polygate.wire.EmbeddingFront;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/// A request for vectors on its way to a backend of another dialect: in as many requests as its inputs need where the
/// backend takes only so many of them at once.
record Embedding(
        EmbeddingFront caller,
        EmbeddingDialect backend,
        EmbeddingRequest meant,
        Target target,
        long maxBytes,
        List<EncodedRequest> requests) {

    /// As many inputs as OpenAI takes.
    private static final int MAX_INPUTS = 2_048;

    /// @throws io.polygate.model.GatewayException when the request cannot be understood, or nobody has vectors there
    static Embedding of(UpstreamCall call, Crossing.Setting setting) {
        var caller = setting.dialects().embeddingFront(call.dialect());
        var backend = setting.dialects().embedding(setting.name());
        if (caller == null || backend == null) {
            throw Crossing.unserved(call);
        }
        boolean binary = setting.dialects().front(call.dialect()).binary();
        var meant = caller.decodeRequest(Crossing.incoming(call, binary));
        var target = Target.of(call.model(), setting.quirks());
        return new Embedding(caller, backend, meant, target, setting.maxBytes(), requests(meant, backend, target));
    }

    private static List<EncodedRequest> requests(EmbeddingRequest meant, EmbeddingDialect backend, Target target) {
        var inputs = meant.inputs();
        if (inputs.isEmpty()) {
            var message = "input: nothing to embed (expected: at least one input)";
            throw GatewayError.field(ErrorKind.INVALID_FIELD, "input", message).asException();
        }
        int most = backend.inputsAtOnce(target);
        if (inputs.size() <= most) {
            return List.of(backend.encodeRequest(meant, target));
        }
        if (inputs.size() > MAX_INPUTS) {
            var message = "input: " + inputs.size() + " inputs (expected: at most " + MAX_INPUTS + ")";
            throw GatewayError.field(ErrorKind.INVALID_FIELD, "input", message).asException();
        }
        var requests = new ArrayList<EncodedRequest>();
        for (int from = 0; from < inputs.size(); from += most) {
            var some = inputs.subList(from, Math.min(inputs.size(), from + most));
            requests.add(backend.encodeRequest(meant.withInputs(some), target));
        }
        return List.copyOf(requests);
    }

    /// The only request there is, whose answer is the caller's.
    Crossing whole(AttemptHandler handler) {
        var request = requests.getFirst();
        return new Crossing(
                request,
                (headers, stream) -> new TranslatedBody(headers, handler, maxBytes, body -> {
                    var response = matched(backend.decodeResponse(body, target));
                    return TranslatedBody.Answer.of(caller.encodeResponse(response, meant), request, response.usage());
                }));
    }

    /// One of several requests, whose answer is kept; the handler hears an empty part when it came.
    Crossing piece(EncodedRequest request, Consumer<EmbeddingResponse> keeper, AttemptHandler handler) {
        return new Crossing(
                request,
                (headers, stream) -> new TranslatedBody(headers, handler, maxBytes, body -> {
                    keeper.accept(backend.decodeResponse(body, target));
                    return new TranslatedBody.Answer(Buffer.buffer(), List.of(), null);
                }));
    }

    /// What the answers of all requests, in their order, say to the caller.
    TranslatedBody.Answer joined(List<EmbeddingResponse> answers) {
        var vectors = new ArrayList<EmbeddingResponse.Vector>();
        var usage = Usage.ZERO;
        for (var answer : answers) {
            vectors.addAll(answer.vectors());
            usage = usage.plus(answer.usage());
        }
        var one = matched(new EmbeddingResponse(answers.getFirst().model(), vectors, usage, Extras.NONE));
        var encoded = caller.encodeResponse(one, meant);
        var warnings = new LinkedHashSet<>(encoded.warnings());
        requests.forEach(request -> warnings.addAll(request.warnings()));
        return new TranslatedBody.Answer(encoded.body(), List.copyOf(warnings), usage);
    }

    /// Which vector is of which input is told by their order alone.
    private EmbeddingResponse matched(EmbeddingResponse response) {
        int vectors = response.vectors().size();
        int inputs = meant.inputs().size();
        if (vectors != inputs) {
            var message = "the backend's answer holds " + vectors + " vectors for " + inputs + " inputs";
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, message).asException();
        }
        return response;
    }
}
