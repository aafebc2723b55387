package io.polygate.door.grpc;

import io.polygate.edge.EdgeRequest;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// The caller's key, from its metadata.
final class CallerKey {

    private static final String BEARER = "Bearer ";
    private static final String[] HEADERS = {"x-api-key", "api-key", "x-goog-api-key"};

    private CallerKey() {}

    static @Nullable String of(EdgeRequest request) {
        var authorization = request.header(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        for (var name : HEADERS) {
            var key = request.header(name);
            if (key != null) {
                return key;
            }
        }
        return null;
    }
}
