package io.polygate.door.graphql;

import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pages that may ask without a key, where the gateway is open; `*` is any. A browser lets every page ask every host,
/// so that without keys only the origin tells who asks.
record Origins(List<String> allowed) {

    Origins {
        allowed = List.copyOf(allowed);
    }

    @Nullable
    GatewayError refusal(EdgeRequest request, @Nullable String key) {
        return refusal(request.header(HttpHeaders.ORIGIN), request.header(HttpHeaders.HOST), key);
    }

    @Nullable
    GatewayError refusal(@Nullable String origin, @Nullable String host, @Nullable String key) {
        if (key != null
                || origin == null
                || host != null && origin.endsWith("://" + host)
                || allowed.contains("*")
                || allowed.contains(origin)) {
            return null;
        }
        return GatewayError.of(
                ErrorKind.PERMISSION_DENIED,
                "a page of another origin needs a key (expected: one of server.cors.origins)");
    }
}
