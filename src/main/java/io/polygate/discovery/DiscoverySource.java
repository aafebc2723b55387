package io.polygate.discovery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the endpoints of a provider are found.
public sealed interface DiscoverySource {

    /// Those that the configuration names, and those of a file of JSON or YAML that is watched.
    record Static(List<Endpoint> endpoints, @Nullable Path file, Reach reach) implements DiscoverySource {

        public Static {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// The instances of a service in Consul that pass their checks and have all the tags.
    record Consul(String service, List<String> tags, Reach reach) implements DiscoverySource {

        public Consul {
            tags = List.copyOf(tags);
        }
    }

    /// The ready addresses of a service in Kubernetes, or of all services with the labels.
    ///
    /// @param namespace where the services are; null is that of the gateway's own pod
    /// @param service the service's name; null where only `selector` chooses
    /// @param selector a label selector, as `app=model,tier in (gpu)`
    /// @param port the port's name or number; null takes the one named after the scheme, else the first
    record Kubernetes(
            KubernetesApi api,
            @Nullable String namespace,
            @Nullable String service,
            @Nullable String selector,
            @Nullable String port,
            Duration staleFor,
            Reach reach)
            implements DiscoverySource {}

    /// The addresses of a name.
    ///
    /// @param port the endpoints' port; SRV records say their own
    /// @param server the name server, as `host:port`; null takes the machine's
    /// @param minTtl a record that may be kept for less is kept for this long
    /// @param maxTtl a record that may be kept for more is asked for again after this
    record Dns(
            String name,
            DnsRecords records,
            int port,
            @Nullable String server,
            Duration minTtl,
            Duration maxTtl,
            Duration staleFor,
            Reach reach)
            implements DiscoverySource {}

    /// How an address is reached as long as nothing else is said of it.
    ///
    /// @param scheme `http` or `https`
    /// @param path what stands before the dialect's own paths, as `/v1`; may be empty, has no slash at its end
    /// @param dialect what the provider speaks
    record Reach(String scheme, String path, String dialect) {

        /// What usually stands before the paths of a dialect.
        public static String usualPath(String dialect) {
            return switch (dialect) {
                case "openai", "responses" -> "/v1";
                case "gemini" -> "/v1beta";
                default -> "";
            };
        }
    }

    /// Which records tell the addresses.
    enum DnsRecords {
        /// A and AAAA.
        ADDRESS,
        A,
        AAAA,
        SRV
    }

    /// Where the API server is and who is asking: the files are those of a pod's service account.
    record KubernetesApi(URI address, Path token, Path ca, Path namespace) {}
}
