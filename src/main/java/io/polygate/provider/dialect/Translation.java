package io.polygate.provider.dialect;

import io.polygate.model.ChatRequest;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.Dialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import java.util.HashMap;
import java.util.Map;

/// A call between two dialects: what the caller meant, how the backend is told, and what the answers are made with.
record Translation(
        Dialect caller,
        Dialect backend,
        Target target,
        ChatRequest meant,
        EncodedRequest request,
        ResponseContext context) {

    /// @throws io.polygate.model.GatewayException when the caller's request cannot be understood
    static Translation of(UpstreamCall call, Dialect caller, Dialect backend, Quirks quirks) {
        var headers = new HashMap<String, String>();
        call.headers().forEach(header -> headers.putIfAbsent(header.name(), header.value()));
        var meant =
                caller.decodeRequest(IncomingRequest.of(call.body(), call.model(), call.stream(), Map.copyOf(headers)));
        var target = Target.of(call.model(), quirks);
        var framing = call.arrayFraming() ? ResponseContext.Framing.JSON_ARRAY : ResponseContext.Framing.SSE;
        var context = new ResponseContext(call.id(), System.currentTimeMillis() / 1000, meant, framing);
        return new Translation(caller, backend, target, meant, backend.encodeRequest(meant, target), context);
    }

    boolean streamed() {
        return meant.stream();
    }
}
