package io.polygate.provider.dialect;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who a call is made as.
public interface Identity {

    /// Nobody in particular, or one whose key is all there is to say.
    Identity NONE = request -> Future.succeededFuture(Map.of());

    /// The fact that names an address of the account's own.
    String ADDRESS = "address";

    /// A request that is about to be sent.
    record Outgoing(HttpMethod method, URI url, Buffer body) {}

    /// The headers that prove it for this request; fails with a [io.polygate.model.GatewayException].
    Future<Map<String, String>> headers(Outgoing request);

    /// What is known of the account, as `project`; null where that is nothing.
    default @Nullable String fact(String name) {
        return null;
    }

    /// The backend did not accept the proof: whether another one may be.
    default boolean renew(int status, MultiMap answer) {
        return false;
    }
}
