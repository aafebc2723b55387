package io.polygate.edge;

import io.vertx.core.http.HttpMethod;

/// A method and a path that a door serves.
///
/// In a path `{name}` stands for one segment and a final `/*` for everything below.
public record Route(HttpMethod method, String path, Endpoint endpoint) {

    public static Route get(String path, Endpoint endpoint) {
        return new Route(HttpMethod.GET, path, endpoint);
    }

    public static Route post(String path, Endpoint endpoint) {
        return new Route(HttpMethod.POST, path, endpoint);
    }
}
