package io.polygate.config;

import static io.polygate.config.GatewaySchema.minutes;
import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.modelName;
import static io.polygate.config.Kinds.path;
import static io.polygate.config.Kinds.text;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Kinds.word;
import static io.polygate.config.Units.time;

import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.DiscoverySource.DnsRecords;
import io.polygate.discovery.DiscoverySource.KubernetesApi;
import io.polygate.discovery.DiscoverySource.Reach;
import io.polygate.discovery.Endpoint;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Every key of `providers[].discovery` and of an endpoint.
final class DiscoverySchema {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private DiscoverySchema() {}

    enum Type {
        STATIC,
        CONSUL,
        KUBERNETES,
        DNS
    }

    /// What is said of the provider beside its discovery, and so of each of its endpoints.
    record Provider(String dialect, @Nullable URI baseUrl) {}

    /// The keys of all types are known in each; those of another type mean nothing.
    static DiscoverySource source(Section s, Provider provider) {
        var type = s.need("type", choice(Type.class), Type.STATIC, "static, consul, kubernetes or dns.");
        var endpoints = s.each("endpoints", "static: the endpoints.", DiscoverySchema::endpoint);
        var file =
                s.find("file", path(), Path.of("/etc/polygate/endpoints.yaml"), "static: or a file of them, watched.");
        var service = s.find("service", text(), "model-worker", "Its name in Consul, Kubernetes or DNS.");
        var tags = s.all("tags", text(), s.example() ? List.of("gpu") : List.of(), "consul: all of these.");
        var namespace = s.find("namespace", id(), "default", "kubernetes: else that of the gateway's pod.");
        var selector =
                s.find("selector", text(), "app=model-worker", "kubernetes: labels, with or instead of service.");
        var port = s.find("port", text(), "8000", "kubernetes: name or number; dns: number.");
        var records = s.find(
                "records", choice(DnsRecords.class), DnsRecords.ADDRESS, "dns: address (a and aaaa), a, aaaa, srv.");
        var server =
                s.find("server", Kinds.ipAndPort(), "127.0.0.1:8600", "dns: who is asked; else as the machine says.");
        var reach = reach(s, provider);
        var minTtl = s.get("min-ttl", time(MILLI, DAY), seconds(1), "dns: asked again no sooner than this.");
        var maxTtl = s.get("max-ttl", time(MILLI, DAY), seconds(30), "dns: and no later.");
        var staleFor =
                s.get("stale-for", time(Duration.ZERO, DAY), minutes(10), "kubernetes, dns: while they are lost.");
        var api = api(s);
        return switch (type) {
            case STATIC -> {
                if (endpoints.isEmpty() && file == null && s.sound("type")) {
                    s.problem("endpoints", "none", "at least one endpoint, or file: PATH");
                }
                yield new DiscoverySource.Static(unique(s, endpoints), file, reach);
            }
            case CONSUL -> new DiscoverySource.Consul(named(s, service), tags, reach);
            case KUBERNETES -> {
                if (service == null && selector == null) {
                    s.problem("service", "missing", "a service's name, or selector: LABELS");
                }
                yield new DiscoverySource.Kubernetes(api, namespace, service, selector, port, staleFor, reach);
            }
            case DNS -> {
                var name = named(s, service);
                var kind = records == null ? name.startsWith("_") ? DnsRecords.SRV : DnsRecords.ADDRESS : records;
                yield new DiscoverySource.Dns(
                        name, kind, dnsPort(s, kind, port, reach), server, minTtl, maxTtl, staleFor, reach);
            }
        };
    }

    private static String named(Section s, @Nullable String service) {
        if (service == null) {
            s.problem("service", "missing", "a service's name");
        }
        return Objects.requireNonNullElse(service, "");
    }

    private static int dnsPort(Section s, DnsRecords records, @Nullable String port, Reach reach) {
        if (port == null || records == DnsRecords.SRV) {
            return reach.scheme().equals("https") ? 443 : 80;
        }
        var number = whole(1, 65_535).parser().parse(port);
        if (number == null) {
            s.problem("port", Problems.quote(port), whole(1, 65_535).expected());
        }
        return number == null ? 80 : number;
    }

    private static Reach reach(Section s, Provider provider) {
        var base = s.example() ? null : provider.baseUrl();
        var path =
                base == null ? Reach.usualPath(provider.dialect()) : Objects.requireNonNullElse(base.getRawPath(), "");
        var scheme = base == null ? "http" : base.getScheme();
        return new Reach(
                s.get("scheme", word(List.of("http", "https")), scheme, "Where the endpoint does not say."),
                s.get(
                        "path",
                        Kinds.urlPath(),
                        path,
                        "What stands before the dialect's paths; an endpoint may say another."),
                provider.dialect());
    }

    private static KubernetesApi api(Section s) {
        return new KubernetesApi(
                s.get("api", address(), URI.create("https://kubernetes.default.svc"), "kubernetes: the API server."),
                s.get("token-file", path(), ACCOUNT.resolve("token"), "kubernetes: read for each request."),
                s.get("ca-file", path(), ACCOUNT.resolve("ca.crt"), "kubernetes: who is trusted."),
                ACCOUNT.resolve("namespace"));
    }

    /// One endpoint, as it stands in the configuration or in a file of endpoints.
    static Endpoint endpoint(Section s) {
        var url = s.need("url", address(), URI.create("http://10.0.0.1:8000/v1"), "Paths go after it.");
        var plain = Endpoint.at(url);
        var id = s.find("id", text(), plain.id(), "Else its host and port.");
        return new Endpoint(
                id == null ? plain.id() : id,
                url,
                s.get("weight", whole(0, 1_000_000), 1, "Its share of the calls; 0 takes it out."),
                s.find("zone", text(), "a", "Where it stands."),
                s.all("models", modelName(), List.of(), "What it serves; none is whatever is asked for."),
                s.find("dialect", word(ProviderSchema.DIALECTS), "openai", "What it speaks, if not as its provider."),
                s.get(
                        "max-concurrency",
                        whole(0, Integer.MAX_VALUE),
                        0,
                        "Calls at once; 0 is without a bound of its own."),
                prices(s),
                s.pairs("metadata", Map.of(), (name, value) -> value, "Whatever else is to be known of it."));
    }

    private static Endpoint.@Nullable Prices prices(Section s) {
        var input = s.find("price-input", Kinds.decimal(), BigDecimal.valueOf(0.2), "Of a million tokens.");
        var output = s.find("price-output", Kinds.decimal(), BigDecimal.valueOf(0.6), "Of a million tokens.");
        return input == null && output == null
                ? null
                : new Endpoint.Prices(
                        input == null ? 0 : input.doubleValue(), output == null ? 0 : output.doubleValue());
    }

    /// Tells of an id that is there twice.
    static List<Endpoint> unique(Section s, List<Endpoint> endpoints) {
        var ids = endpoints.stream().map(Endpoint::id).toList();
        for (int i = 0; i < ids.size(); i++) {
            int first = ids.indexOf(ids.get(i));
            if (first < i) {
                s.problem(
                        "endpoints[" + i + "].id",
                        Problems.quote(ids.get(i)),
                        "one that is not taken: " + s.path("endpoints[" + first + "]") + " has the same");
            }
        }
        return endpoints;
    }
}
