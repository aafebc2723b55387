package io.polygate.edge;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of what is served: doors mount their routes here when they start and take them away when they stop.
///
/// One per shard, used on the shard's context only. Exact paths are one look-up; patterns are tried in the order in
/// which they were mounted.
public final class Edge {

    private final Map<String, Map<HttpMethod, Endpoint>> exact = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private final Map<String, Endpoint> media = new LinkedHashMap<>();
    private @Nullable Endpoint otherwise;

    /// Adds the routes; run the result to take them away again.
    public Runnable mount(List<Route> routes) {
        for (var route : routes) {
            methodsOf(route.path()).put(route.method(), route.endpoint());
        }
        return () -> unmount(routes);
    }

    /// Whatever the path, requests whose content-type begins with `prefix` are `endpoint`'s; run the result to take
    /// that away again.
    public Runnable mountMedia(String prefix, Endpoint endpoint) {
        media.put(prefix, endpoint);
        return () -> media.remove(prefix, endpoint);
    }

    /// Requests on paths that nobody has mounted are `endpoint`'s from now on; null for nobody's.
    public void mountOtherwise(@Nullable Endpoint endpoint) {
        otherwise = endpoint;
    }

    @Nullable
    Endpoint otherwise() {
        return otherwise;
    }

    /// Who serves a content-type, or null.
    @Nullable
    Endpoint ofMedia(@Nullable String type) {
        if (type != null) {
            for (var entry : media.entrySet()) {
                if (type.regionMatches(
                        true, 0, entry.getKey(), 0, entry.getKey().length())) {
                    return entry.getValue();
                }
            }
        }
        return null;
    }

    /// What is served at a path, or null.
    @Nullable
    Match find(String path) {
        var methods = exact.get(path);
        if (methods != null) {
            return new Match(methods, Map.of());
        }
        var segments = PathPattern.segments(path);
        for (var pattern : patterns) {
            var values = pattern.path.match(segments);
            if (values != null) {
                return new Match(pattern.methods, values);
            }
        }
        return null;
    }

    private Map<HttpMethod, Endpoint> methodsOf(String path) {
        if (PathPattern.isExact(path)) {
            return exact.computeIfAbsent(path, p -> new LinkedHashMap<>());
        }
        for (var pattern : patterns) {
            if (pattern.text.equals(path)) {
                return pattern.methods;
            }
        }
        var pattern = new Pattern(path, new PathPattern(path), new LinkedHashMap<>());
        patterns.add(pattern);
        return pattern.methods;
    }

    private void unmount(List<Route> routes) {
        for (var route : routes) {
            methodsOf(route.path()).remove(route.method(), route.endpoint());
        }
        exact.values().removeIf(Map::isEmpty);
        patterns.removeIf(pattern -> pattern.methods.isEmpty());
    }

    /// The endpoints of a path by method, and the values of its named segments.
    record Match(Map<HttpMethod, Endpoint> methods, Map<String, String> values) {}

    private record Pattern(String text, PathPattern path, Map<HttpMethod, Endpoint> methods) {}
}
