package io.polygate.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/// Cross-origin access for browsers, by `server.cors.origins`; `*` allows every origin. Off when the list is empty.
final class Cors {

    private static final String EXPOSED = "x-request-id,x-polygate-provider,x-polygate-model,x-polygate-overhead-ms,"
            + "x-polygate-warnings,x-upstream-request-id,retry-after,grpc-status,grpc-message,grpc-status-details-bin";
    private static final CharSequence VARY = HttpHeaders.createOptimized("vary");

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /// Adds the headers that the origin may see; true when the request was a preflight and is answered.
    boolean handled(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return false;
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return false;
        }
        var response = request.response();
        response.putHeader(VARY, "origin");
        boolean allowed = origins.contains("*") || origins.contains(origin);
        boolean preflight = request.method() == HttpMethod.OPTIONS
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
        if (allowed) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.contains("*") ? "*" : origin);
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        if (preflight) {
            answer(request, allowed);
        }
        return preflight;
    }

    private static void answer(HttpServerRequest request, boolean allowed) {
        var response = request.response();
        if (allowed) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS");
            var wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
            if (wanted != null) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            }
            response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "3600");
        }
        response.setStatusCode(204).end();
    }
}
