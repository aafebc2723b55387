package io.polygate.door.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path, with everything below it, that leads to another HTTP backend.
///
/// @param path where it begins at the gateway, without a slash at its end
/// @param target the backend; paths go after it
/// @param auth whether a caller needs a key of the gateway, which then goes no further
/// @param stripPrefix whether `path` is left out of what is asked for at the backend
/// @param rewrite what stands there in place of `path`; null for what `stripPrefix` says
/// @param headers set on every request; may hold secrets
/// @param timeout how long the backend may be silent
public record ProxyRoute(
        String path,
        URI target,
        boolean auth,
        boolean stripPrefix,
        @Nullable String rewrite,
        Map<String, String> headers,
        Duration timeout) {

    public ProxyRoute {
        headers = Map.copyOf(headers);
    }

    boolean tls() {
        return "https".equals(target.getScheme());
    }

    int port() {
        return target.getPort() > 0 ? target.getPort() : tls() ? 443 : 80;
    }

    /// What is asked for at the backend, for a path and query at the gateway.
    String uri(String asked) {
        var base = target.getRawPath() == null ? "" : target.getRawPath();
        var prefix = rewrite != null ? rewrite : stripPrefix ? "" : path;
        var uri = trimmed(base) + trimmed(prefix) + asked.substring(path.length());
        return uri.startsWith("/") ? uri : "/" + uri;
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /// Only where it begins: the address and the headers may carry secrets.
    @Override
    public String toString() {
        return "route " + path;
    }
}
