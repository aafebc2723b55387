package io.polygate.discovery;

import io.polygate.discovery.DiscoverySource.Reach;
import io.polygate.discovery.Endpoint.Prices;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an endpoint says of itself where it is announced, as Consul's meta or Kubernetes' annotations: `models` (a
/// comma list; `models-2` and so on go on with it), `dialect`, `weight`, `zone`, `max-concurrency`, `price-input`,
/// `price-output`, `scheme` or `tls`, `path`.
///
/// What can't be read is left out, as an endpoint that others announce is no reason to refuse them all.
public final class Announcement {

    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_MODELS = 1_000;
    private static final int MAX_PORT = 65_535;

    private final Map<String, String> said;

    public Announcement(Map<String, String> said) {
        this.said = said;
    }

    /// Where it is announced to be. `weight` and `zone` are what the catalogue says beside the announcement.
    public record Place(
            String id,
            String host,
            int port,
            int weight,
            @Nullable String zone) {}

    /// The endpoint; null where no address can be made of it.
    public @Nullable Endpoint at(Place place, Reach reach) {
        var dialect = find("dialect");
        var spoken = reach.dialect().equals(dialect) ? null : dialect;
        var url = url(place.host(), place.port(), reach, spoken);
        if (url == null) {
            return null;
        }
        var zone = find("zone");
        return new Endpoint(
                place.id(),
                url,
                whole("weight", place.weight(), MAX_WEIGHT),
                zone == null ? place.zone() : zone,
                models(),
                spoken,
                whole("max-concurrency", 0, Integer.MAX_VALUE),
                prices(),
                said);
    }

    private @Nullable URI url(String host, int port, Reach reach, @Nullable String dialect) {
        if (host.isEmpty() || port <= 0 || port > MAX_PORT) {
            return null;
        }
        var usual = dialect == null ? reach.path() : Reach.usualPath(dialect);
        var path = said.getOrDefault("path", usual).strip().replaceFirst("/+$", "");
        try {
            var name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
            var rooted = path.isEmpty() || path.startsWith("/") ? path : "/" + path;
            var url = new URI(scheme(reach) + "://" + name + ":" + port + rooted).parseServerAuthority();
            boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
            return plain && name.equals(url.getHost()) ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private String scheme(Reach reach) {
        var scheme = find("scheme");
        if (scheme != null && (scheme.equals("http") || scheme.equals("https"))) {
            return scheme;
        }
        var tls = find("tls");
        return tls == null ? reach.scheme() : tls.equals("true") ? "https" : "http";
    }

    private List<String> models() {
        var models = new ArrayList<String>();
        for (int part = 1; part == 1 || said.containsKey("models-" + part); part++) {
            var list = said.getOrDefault(part == 1 ? "models" : "models-" + part, "");
            for (var model : list.split(",", -1)) {
                if (!model.isBlank() && models.size() < MAX_MODELS && !models.contains(model.strip())) {
                    models.add(model.strip());
                }
            }
        }
        return models;
    }

    private @Nullable Prices prices() {
        double input = price("price-input");
        double output = price("price-output");
        return Double.isNaN(input) && Double.isNaN(output)
                ? null
                : new Prices(Double.isNaN(input) ? 0 : input, Double.isNaN(output) ? 0 : output);
    }

    private double price(String key) {
        try {
            double price = Double.parseDouble(said.getOrDefault(key, ""));
            return price >= 0 && Double.isFinite(price) ? price : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private int whole(String key, int fallback, int max) {
        try {
            int number = Integer.parseInt(said.getOrDefault(key, "").strip());
            return number >= 0 && number <= max ? number : fallback;
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    private @Nullable String find(String key) {
        var text = said.getOrDefault(key, "").strip();
        return text.isEmpty() ? null : text;
    }

    /// The same endpoints with an id of their own each: where two have the same one, the address tells them apart.
    public static List<Endpoint> distinct(List<Endpoint> endpoints) {
        var count = new LinkedHashMap<String, Integer>();
        endpoints.forEach(endpoint -> count.merge(endpoint.id(), 1, Integer::sum));
        Function<Endpoint, Endpoint> own =
                endpoint -> count.getOrDefault(endpoint.id(), 0) == 1 ? endpoint : endpoint.named(addressed(endpoint));
        var byId = new LinkedHashMap<String, Endpoint>();
        endpoints.stream().map(own).forEach(endpoint -> byId.putIfAbsent(endpoint.id(), endpoint));
        return List.copyOf(byId.values());
    }

    private static String addressed(Endpoint endpoint) {
        return endpoint.id() + "@" + endpoint.url().getRawAuthority();
    }
}
