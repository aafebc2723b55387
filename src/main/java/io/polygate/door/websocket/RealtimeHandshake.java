package io.polygate.door.websocket;

import io.polygate.bus.Call;
import io.polygate.door.Handshake;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client of OpenAI's Realtime API says in its upgrade: the model in the query, the rest in headers or, in a
/// browser, in subprotocols.
///
/// <https://platform.openai.com/docs/guides/realtime-websocket>
///
/// @param model what is asked for
record RealtimeHandshake(Handshake handshake, @Nullable String model) {

    static final String PROTOCOL = "realtime";

    private static final String KEY_PROTOCOL = "openai-insecure-api-key.";
    private static final String BETA_PROTOCOL = "openai-beta.";
    private static final String BETA = "openai-beta";
    private static final String DIALECT = "openai";

    @Nullable
    String key(EdgeRequest request) {
        return handshake.key(request, KEY_PROTOCOL);
    }

    Call call(EdgeRequest request, @Nullable String key) {
        return new Call(
                request.id(),
                Calls.DOOR,
                DIALECT,
                Operation.REALTIME,
                key,
                request.peer(),
                model,
                true,
                Buffer.buffer(),
                BodyOutline.NONE,
                null,
                query(request),
                headers(request),
                model == null || model.isEmpty() ? Ask.missing("model", "?model=NAME") : null,
                request.startedNanos());
    }

    /// What else the query says, without the keys.
    private static String query(EdgeRequest request) {
        var kept = new ArrayList<String>();
        for (var part : Credentials.queryWithoutKey(request).split("&")) {
            if (!part.isEmpty() && !part.startsWith("model=") && !part.startsWith("token=")) {
                kept.add(part);
            }
        }
        return String.join("&", kept);
    }

    /// `openai-beta.realtime-v1` among the subprotocols is the header `OpenAI-Beta: realtime=v1`.
    private List<Header> headers(EdgeRequest request) {
        var headers = request.headers();
        for (var protocol : handshake.protocols()) {
            if (protocol.startsWith(BETA_PROTOCOL) && request.header(BETA) == null) {
                headers.add(new Header(
                        BETA, protocol.substring(BETA_PROTOCOL.length()).replaceFirst("-(v\\d+)$", "=$1")));
            }
        }
        return headers;
    }
}
