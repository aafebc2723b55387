package io.polygate.edge;

import io.polygate.telemetry.Health;
import io.polygate.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// The port for operators, apart from the callers': health, readiness and metrics.
public final class ManagementVerticle extends VerticleBase {

    private final ManagementConfig config;
    private final Health health;
    private final Metrics metrics;
    private @Nullable HttpServer server;

    public ManagementVerticle(ManagementConfig config, Health health, Metrics metrics) {
        this.config = config;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        var router = Router.router(vertx);
        router.get("/health").handler(context -> answer(context, 200, "ok"));
        router.get("/ready").handler(context -> answer(context, health.ready() ? 200 : 503, health.reason()));
        router.get("/metrics").handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, ProbeRoutes.PROMETHEUS)
                .end(metrics.scrape()));
        var options = new HttpServerOptions().setHost(config.host()).setPort(config.port());
        server = vertx.createHttpServer(options).requestHandler(router);
        return server.listen();
    }

    /// The port that was bound, once started.
    public int port() {
        return server == null ? config.port() : server.actualPort();
    }

    private static void answer(RoutingContext context, int status, String word) {
        context.response().setStatusCode(status);
        context.json(new JsonObject().put("status", word));
    }
}
