package io.polygate.door.proxy;

import io.polygate.bus.BusClient;
import io.polygate.edge.Edge;
import io.polygate.edge.Route;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Mounts the routes of the configuration, each with its own connections to its backend.
public final class ProxyVerticle extends VerticleBase {

    private static final List<HttpMethod> METHODS = List.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final Edge edge;
    private final BusClient bus;
    private final Seen seen;
    private final Map<ProxyRoute, Mounted> mounted = new HashMap<>();
    private List<ProxyRoute> routes;

    /// Where a proxied request is counted and logged.
    public record Seen(Metrics metrics, CallLog log) {}

    private record Mounted(ProxiedRoute route, Runnable unmount) {}

    public ProxyVerticle(Edge edge, BusClient bus, List<ProxyRoute> routes, Seen seen) {
        this.edge = edge;
        this.bus = bus;
        this.routes = List.copyOf(routes);
        this.seen = seen;
    }

    @Override
    public Future<?> start() {
        use(routes);
        return Future.succeededFuture();
    }

    /// Serves requests that begin from now on by other routes; what did not change goes on as it is.
    public void use(List<ProxyRoute> next) {
        routes = List.copyOf(next);
        mounted.entrySet().removeIf(entry -> {
            boolean gone = !next.contains(entry.getKey());
            if (gone) {
                entry.getValue().unmount.run();
                entry.getValue().route.retire();
            }
            return gone;
        });
        next.forEach(route -> mounted.computeIfAbsent(route, this::mount));
    }

    private Mounted mount(ProxyRoute route) {
        var proxied = new ProxiedRoute(vertx, route, bus, seen);
        var paths = new ArrayList<Route>();
        for (var method : METHODS) {
            paths.add(new Route(method, route.path(), proxied));
            paths.add(new Route(method, route.path() + "/*", proxied));
        }
        return new Mounted(proxied, edge.mount(paths));
    }

    @Override
    public Future<?> stop() {
        mounted.values().forEach(entry -> {
            entry.unmount.run();
            entry.route.retire();
        });
        mounted.clear();
        return Future.succeededFuture();
    }
}
