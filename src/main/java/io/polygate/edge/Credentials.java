package io.polygate.edge;

import io.polygate.model.GatewayException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The caller's key, in whichever form its client sends it: every form is taken at every path.
public final class Credentials {

    private static final String BEARER = "Bearer ";
    private static final String[] HEADERS = {"x-api-key", "api-key", "x-goog-api-key"};
    private static final String PARAMETER = "key=";

    private Credentials() {}

    public static @Nullable String of(EdgeRequest request) {
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
        return query == null || !query.contains(PARAMETER) ? null : inQuery(request);
    }

    /// What cannot be read is nobody's key.
    private static @Nullable String inQuery(EdgeRequest request) {
        try {
            return request.parameter("key");
        } catch (GatewayException e) {
            return "";
        }
    }

    /// Takes every header that may hold a caller's key, so that it goes no further.
    public static void removeFrom(MultiMap headers) {
        headers.remove(HttpHeaders.AUTHORIZATION);
        for (var name : HEADERS) {
            headers.remove(name);
        }
    }

    /// The query as it came, but for a key.
    public static String queryWithoutKey(EdgeRequest request) {
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
