package io.polygate.door.graphql;

import io.polygate.edge.EdgeRequest;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// The caller's key, from the headers or from `connection_init`.
final class CallerKey {

    private static final String BEARER = "Bearer ";

    private CallerKey() {}

    static @Nullable String of(EdgeRequest request) {
        var authorization = request.header(HttpHeaders.AUTHORIZATION);
        if (authorization != null && bearer(authorization)) {
            return of(authorization);
        }
        var key = request.header("x-api-key");
        return key == null ? request.header("api-key") : key;
    }

    /// Of `Bearer KEY`, or of the key alone.
    static String of(String authorization) {
        return bearer(authorization) ? authorization.substring(BEARER.length()).strip() : authorization;
    }

    private static boolean bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }
}
