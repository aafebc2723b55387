package io.polygate.discovery.kubernetes;

import io.polygate.discovery.Announcement;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads EndpointSlices (`discovery.k8s.io/v1`) into endpoints: each ready address at the wanted port, with what is
/// annotated as `polygate.io/…` at its service and at the slice, which comes first.
final class Slices {

    static final String OF_SERVICE = "kubernetes.io/service-name";
    private static final String WORKER = "worker";
    private static final String GRPC = "grpc";
    private static final String OURS = "polygate.io/";

    private final DiscoverySource.Kubernetes source;

    Slices(DiscoverySource.Kubernetes source) {
        this.source = source;
    }

    List<Endpoint> endpoints(Collection<JsonObject> slices, Map<String, JsonObject> services) {
        var endpoints = new ArrayList<Endpoint>();
        var overIpv4 = slices.stream()
                .filter(slice -> Tree.text(slice, "addressType").equals("IPv4"))
                .map(slice -> Tree.text(labels(slice), OF_SERVICE))
                .collect(Collectors.toSet());
        for (var slice : slices) {
            var service = Tree.text(labels(slice), OF_SERVICE);
            // A pod with two addresses stands in a slice of each kind; one of them is enough.
            if (Tree.text(slice, "addressType").equals("IPv6") && overIpv4.contains(service)) {
                continue;
            }
            var said = new HashMap<String, String>();
            said.putAll(ours(services.getOrDefault(service, new JsonObject())));
            said.putAll(ours(slice));
            var port = port(slice, said);
            boolean byName = Tree.text(slice, "addressType").equals("FQDN");
            if (port != null && !byName) {
                Tree.objects(slice, "endpoints").forEach(one -> add(endpoints, one, port, said));
            }
        }
        return Announcement.distinct(endpoints);
    }

    private void add(List<Endpoint> endpoints, JsonObject one, int port, Map<String, String> said) {
        // An address whose readiness is not known counts as ready, as the API says.
        if (Boolean.FALSE.equals(Tree.object(one, "conditions").getValue("ready"))) {
            return;
        }
        var zone = Tree.text(one, "zone");
        for (var host : Tree.texts(one, "addresses").stream().limit(1).toList()) {
            var id = host + ":" + port;
            var place = new Announcement.Place(id, host, port, 1, zone.isEmpty() ? null : zone);
            var endpoint = new Announcement(said).at(place, source.reach());
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
    }

    /// The number of the port: the configured one, else the annotated one, else the one named after the scheme (`grpc`
    /// of a worker), else the first.
    private @Nullable Integer port(JsonObject slice, Map<String, String> said) {
        var ports = Tree.objects(slice, "ports");
        var wanted = source.port() == null ? said.get("port") : source.port();
        if (wanted != null && wanted.chars().allMatch(Character::isDigit)) {
            return wanted.length() > 5 ? null : Integer.valueOf(wanted);
        }
        if (wanted != null) {
            return named(ports, wanted);
        }
        boolean worker = said.getOrDefault("dialect", source.reach().dialect()).equals(WORKER);
        var usual = named(ports, worker ? GRPC : source.reach().scheme());
        return usual != null || ports.isEmpty() ? usual : number(ports.getFirst());
    }

    private static @Nullable Integer named(List<JsonObject> ports, String name) {
        return ports.stream()
                .filter(port -> Tree.text(port, "name").equals(name))
                .findFirst()
                .map(Slices::number)
                .orElse(null);
    }

    private static @Nullable Integer number(JsonObject port) {
        return port.getValue("port") instanceof Number number ? number.intValue() : null;
    }

    private static JsonObject labels(JsonObject object) {
        return Tree.object(Tree.object(object, "metadata"), "labels");
    }

    private static Map<String, String> ours(JsonObject object) {
        var said = new HashMap<String, String>();
        Tree.object(Tree.object(object, "metadata"), "annotations").forEach(entry -> {
            if (entry.getKey().startsWith(OURS) && entry.getValue() instanceof String text) {
                said.put(entry.getKey().substring(OURS.length()), text);
            }
        });
        return said;
    }
}
