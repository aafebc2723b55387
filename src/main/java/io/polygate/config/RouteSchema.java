package io.polygate.config;

import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.urlPath;
import static io.polygate.config.Units.time;

import io.polygate.door.proxy.ProxyRoute;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Every key of a route of the reverse proxy.
final class RouteSchema {

    private RouteSchema() {}

    static ProxyRoute route(Section s) {
        return new ProxyRoute(
                s.need("path", urlPath(), "/docs", "Where it begins; everything below it belongs to it."),
                s.need("target", address(), URI.create("http://10.0.0.9:8000"), "The backend; paths go after it."),
                s.get("auth", flag(), true, "Whether a caller needs a key, which then goes no further."),
                s.get("strip-prefix", flag(), false, "Whether `path` is left out at the backend."),
                s.find("rewrite", urlPath(), "/v2/docs", "What stands in place of `path` there."),
                s.pairs("headers", Map.of(), Masks::header, "Set on every request."),
                s.get(
                        "timeout",
                        time(Duration.ofMillis(1), Duration.ofDays(1)),
                        Duration.ofSeconds(60),
                        "Silence that ends it."));
    }
}
