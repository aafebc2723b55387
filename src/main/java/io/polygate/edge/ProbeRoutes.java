package io.polygate.edge;

import io.polygate.telemetry.Health;
import io.polygate.telemetry.Metrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// `/health` (this process lives), `/ready` (it can serve) and `/metrics` (for Prometheus), on the main port and on the
/// management port.
public final class ProbeRoutes {

    static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private ProbeRoutes() {}

    public static List<Route> of(Health health, Metrics metrics) {
        return List.of(
                Route.get("/health", request -> answer(request, 200, "ok")),
                Route.get("/ready", request -> answer(request, health.ready() ? 200 : 503, health.reason())),
                Route.get("/metrics", request -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS)
                        .end(metrics.scrape())));
    }

    private static void answer(EdgeRequest request, int status, String word) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject().put("status", word).toBuffer());
    }
}
