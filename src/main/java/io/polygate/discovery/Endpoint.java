package io.polygate.discovery;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An address of a provider, as discovery found it. Immutable.
///
/// @param id names it within its provider, the same for as long as it lives: `host:port`, or the id of its registration
/// @param url where paths are appended, without a slash at its end
/// @param weight its share of the calls among the others; 0 takes it out
/// @param zone where it stands, if that is known
/// @param models what it serves; empty when it was not said, and then whatever is asked of it
/// @param dialect what it speaks, where that differs from what its provider is configured with
/// @param maxConcurrency how many calls it may have at once; 0 is without a bound of its own
/// @param prices what a token costs there, if that was said
/// @param metadata whatever else was said of it
public record Endpoint(
        String id,
        URI url,
        int weight,
        @Nullable String zone,
        List<String> models,
        @Nullable String dialect,
        int maxConcurrency,
        @Nullable Prices prices,
        Map<String, String> metadata) {

    public Endpoint {
        models = List.copyOf(models);
        metadata = Map.copyOf(metadata);
    }

    /// The price of a million tokens in the currency of the bill.
    public record Prices(double input, double output) {}

    /// The same one by another id.
    public Endpoint named(String other) {
        return new Endpoint(other, url, weight, zone, models, dialect, maxConcurrency, prices, metadata);
    }

    /// The same one with other models and another bound.
    public Endpoint serving(List<String> served, int most) {
        return new Endpoint(id, url, weight, zone, served, dialect, most, prices, metadata);
    }

    /// One that is known by its address alone.
    public static Endpoint at(URI url) {
        int port = url.getPort() != -1
                ? url.getPort()
                : "https".equals(url.getScheme()) || "grpcs".equals(url.getScheme()) ? 443 : 80;
        return new Endpoint(url.getHost() + ":" + port, url, 1, null, List.of(), null, 0, null, Map.of());
    }
}
