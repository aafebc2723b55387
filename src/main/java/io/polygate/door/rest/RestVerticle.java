package io.polygate.door.rest;

import io.polygate.bus.BusClient;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Endpoint;
import io.polygate.edge.Route;
import io.polygate.edge.ServerConfig;
import io.polygate.model.Operation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// OpenAI's REST API, at `/v1/…` and `/api/v1/…`.
public final class RestVerticle extends VerticleBase {

    private static final List<String> PREFIXES = List.of("", "/api");

    private final Edge edge;
    private final BusClient bus;
    private final ServerConfig config;
    private final RequestOutline outline;
    private @Nullable Runnable unmount;
    private @Nullable KeepAlives keepAlives;

    public RestVerticle(Edge edge, BusClient bus, ServerConfig config) {
        this.edge = edge;
        this.bus = bus;
        this.config = config;
        this.outline = new RequestOutline(config.maxDepth());
    }

    @Override
    public Future<?> start() {
        keepAlives = new KeepAlives(vertx, config.streamKeepalive());
        var routes = new ArrayList<Route>();
        for (var prefix : PREFIXES) {
            routes.add(Route.post(prefix + "/v1/chat/completions", accepts(Operation.CHAT)));
            routes.add(Route.post(prefix + "/v1/completions", accepts(Operation.COMPLETION)));
            routes.add(Route.post(prefix + "/v1/embeddings", accepts(Operation.EMBEDDING)));
            routes.add(Route.get(prefix + "/v1/models", request -> open(request, CallReader.listModels(request))));
            routes.add(Route.get(prefix + "/v1/models/{id}", request -> open(request, CallReader.getModel(request))));
            routes.add(Route.get(
                    prefix + "/v1/models/{provider}/*", request -> open(request, CallReader.getModel(request))));
        }
        unmount = edge.mount(routes);
        return Future.succeededFuture();
    }

    private Endpoint accepts(Operation operation) {
        return request -> request.body((body, problem) -> {
            open(request, CallReader.read(request, operation, body, problem, outline));
        });
    }

    private void open(EdgeRequest request, io.polygate.bus.Call call) {
        var relay = new AnswerRelay(request, call, config, keepAlives);
        relay.attach(bus.open(call, relay));
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        if (keepAlives != null) {
            keepAlives.stop();
        }
        return Future.succeededFuture();
    }
}
