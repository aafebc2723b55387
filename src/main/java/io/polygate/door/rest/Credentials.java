package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The caller's key, in whichever form its client sends it: every form is taken at every path.
final class Credentials {

    private static final String BEARER = "Bearer ";
    private static final String[] HEADERS = {"x-api-key", "api-key", "x-goog-api-key"};
    private static final String PARAMETER = "key=";

    private Credentials() {}

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
        var query = request.http().query();
        return query == null || !query.contains(PARAMETER)
                ? null
                : request.http().getParam("key");
    }

    /// The query as it came, but for a key.
    static String queryWithoutKey(EdgeRequest request) {
        var query = request.http().query();
        if (query == null) {
            return "";
        }
        if (!query.contains(PARAMETER)) {
            return query;
        }
        var kept = new ArrayList<String>();
        for (var part : query.split("&")) {
            if (!part.startsWith(PARAMETER)) {
                kept.add(part);
            }
        }
        return String.join("&", kept);
    }
}
