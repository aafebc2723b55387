package io.polygate.config;

import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.hostAndPort;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.network;
import static io.polygate.config.Kinds.origin;
import static io.polygate.config.Kinds.path;
import static io.polygate.config.Kinds.port;
import static io.polygate.config.Kinds.secret;
import static io.polygate.config.Kinds.text;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Units.GIB;
import static io.polygate.config.Units.KIB;
import static io.polygate.config.Units.MIB;
import static io.polygate.config.Units.size;
import static io.polygate.config.Units.smallSize;
import static io.polygate.config.Units.time;

import io.polygate.bus.BusConfig;
import io.polygate.cluster.ClusterConfig;
import io.polygate.discovery.DiscoveryConfig;
import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.door.WebSocketConfig;
import io.polygate.door.grpc.GrpcConfig;
import io.polygate.edge.ManagementConfig;
import io.polygate.edge.ServerConfig;
import io.polygate.edge.TrustedProxies;
import io.polygate.identity.AuthConfig;
import io.polygate.identity.KeyConfig;
import io.polygate.model.Secret;
import io.polygate.provider.Presets;
import io.polygate.session.ResponseStoreConfig;
import io.polygate.session.ThoughtConfig;
import io.polygate.telemetry.LogConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every section and key of the configuration, save those of a provider ([ProviderSchema]), a model
/// ([ModelSchema]) and of trying ([RoutingSchema]).
///
/// A key is one line: its name, kind, default and meaning, in the order of the record that it fills. Parsing, checks,
/// environment and flag names, the shipped file and the printed configuration all come from here.
final class GatewaySchema {

    static final Duration MILLI = Duration.ofMillis(1);
    static final Duration DAY = Duration.ofDays(1);

    private GatewaySchema() {}

    /// The whole, in the order in which the shipped file shows it.
    static GatewayConfig read(Section s, long version, Presets presets, Effective.Maker effective) {
        var server = s.group("server", "The main port: every protocol is served there.", GatewaySchema::server);
        var management = s.group("management", "Health and metrics.", GatewaySchema::management);
        var grpc = s.group("grpc", "gRPC is served on the main port, and here.", GatewaySchema::grpc);
        var websocket = s.group("websocket", "The WebSocket door.", GatewaySchema::websocket);
        var graphql = s.group("graphql", "The GraphQL door.", GraphQlSchema::graphql);
        var auth = s.group("auth", "Who may call.", GatewaySchema::auth);
        var keys = s.each("keys", "Callers' keys; without any, one is made at the first run.", GatewaySchema::key);
        var routing = s.group("routing", "How hard a call is tried.", RoutingSchema::routing);
        var idempotency = s.group("idempotency", "Answers kept by Idempotency-Key.", RoutingSchema::idempotency);
        var providers = s.each("providers", "Accounts at backends.", p -> ProviderSchema.provider(p, routing));
        var models = s.each("models", "Names that callers ask for.", ModelSchema::model);
        var routes = s.each("routes", "Paths that lead to any other HTTP or WebSocket backend.", RouteSchema::route);
        var bus = s.group("bus", "Between doors and routing.", GatewaySchema::bus);
        var consul =
                s.group("consul", "The Consul agent, for discovery and for others to find us.", ConsulSchema::consul);
        var discovery = s.group("discovery", "Servers of one's own, asked for their models.", GatewaySchema::discovery);
        var thoughts = s.group("thoughts", "Models' reasoning, kept for tool turns.", GatewaySchema::thoughts);
        var responses = s.group("responses", "Responses kept for callers (store).", GatewaySchema::responses);
        var log = s.group("log", "What is written to standard output.", GatewaySchema::log);
        var cluster = s.group("cluster", "Several nodes as one gateway.", GatewaySchema::cluster);
        var runtime = s.group("runtime", "The process.", GatewaySchema::runtime);
        var data = s.group("data", "What is kept on disk.", GatewaySchema::data);
        s.close();
        return new GatewayConfig(
                version,
                server,
                management,
                grpc,
                websocket,
                graphql,
                auth,
                keys,
                routing,
                idempotency,
                providers.stream().map(ProviderEntry::config).toList(),
                sources(providers),
                models,
                routes,
                bus,
                consul,
                discovery,
                thoughts,
                responses,
                log,
                cluster,
                runtime,
                data,
                presets,
                effective.of(s.entries()));
    }

    /// Of an id that is there twice, which is a problem anyway, the first counts.
    private static Map<String, DiscoverySource> sources(List<ProviderEntry> providers) {
        var sources = new LinkedHashMap<String, DiscoverySource>();
        providers.forEach(provider -> {
            if (provider.discovery() != null) {
                sources.putIfAbsent(provider.config().id(), provider.discovery());
            }
        });
        return sources;
    }

    private static ServerConfig server(Section s) {
        return new ServerConfig(
                s.get("host", text().fixedAtStart(), "127.0.0.1", "Address to listen on; 0.0.0.0 is every interface."),
                s.get("port", port().fixedAtStart(), 8080, "The one port of all protocols; 0 takes a free one."),
                s.get(
                        "max-connections",
                        whole(1, 1_000_000).fixedAtStart(),
                        25_000,
                        "Connections of this node, of every protocol; one more is answered 503."),
                s.get("max-body", size(KIB, 4 * GIB), 32 * MIB, "Largest request body; more is answered 413."),
                s.get(
                        "max-header",
                        smallSize(1 << 10, 1 << 20).fixedAtStart(),
                        16 << 10,
                        "Request line and headers; more is 431."),
                s.get("max-depth", whole(1, 10_000), 512, "Deepest nesting of JSON in a request; more is 400."),
                s.get(
                        "header-timeout",
                        time(MILLI, DAY).fixedAtStart(),
                        seconds(10),
                        "A head that drips longer is answered 408."),
                s.get(
                        "idle-timeout",
                        time(MILLI, DAY).fixedAtStart(),
                        minutes(5),
                        "A connection without traffic is closed."),
                s.get(
                        "stream-keepalive",
                        time(MILLI, DAY).fixedAtStart(),
                        seconds(15),
                        "Silence after which a comment is sent."),
                s.get(
                        "shutdown-grace",
                        time(Duration.ZERO, DAY).fixedAtStart(),
                        seconds(30),
                        "Time for open calls after SIGTERM."),
                s.get(
                        "min-ping-interval",
                        time(Duration.ZERO, DAY).fixedAtStart(),
                        seconds(10),
                        "HTTP/2 pings that come faster end the connection; 0 allows all."),
                new TrustedProxies(s.all(
                        "trusted-proxies",
                        network(),
                        List.of(),
                        "Networks, as 10.0.0.0/8, whose X-Forwarded-For tells the caller's address.")),
                s.option("tls", "Serve TLS with these PEM files; left out, the port is cleartext.", GatewaySchema::tls),
                s.group("cors", "Calls from browsers.", GatewaySchema::cors),
                s.get("compression", flag(), true, "Compress answers that are not streamed, if the client asks."),
                new ServerConfig.Uploads(
                        s.get("max-upload", size(KIB, 2 * GIB), 256 * MIB, "Largest form with files; more is 413."),
                        s.get(
                                "multipart-head",
                                smallSize(1 << 10, 64 << 20),
                                1 << 20,
                                "Of a form, to find its model.")));
    }

    private static ServerConfig.Tls tls(Section s) {
        return new ServerConfig.Tls(
                s.need("cert", path().fixedAtStart(), Path.of("/etc/polygate/tls.crt"), "Certificate chain."),
                s.need("key", path().fixedAtStart(), Path.of("/etc/polygate/tls.key"), "Its private key."));
    }

    private static ServerConfig.Cors cors(Section s) {
        return new ServerConfig.Cors(s.all(
                "origins", origin(), List.of(), "Allowed origins, as https://app.example.com, or \"*\" for any."));
    }

    private static ManagementConfig management(Section s) {
        return new ManagementConfig(
                s.get("enabled", flag().fixedAtStart(), true, "A port of its own for /metrics, /health and /ready."),
                s.get("host", text().fixedAtStart(), "127.0.0.1", "Address to listen on."),
                s.get("port", port().fixedAtStart(), 9090, "0 takes a free one."));
    }

    private static GrpcConfig grpc(Section s) {
        return new GrpcConfig(
                s.get("enabled", flag().fixedAtStart(), true, "Speak gRPC and gRPC-Web, and JSON for both."),
                s.get("host", text().fixedAtStart(), "127.0.0.1", "Address to listen on."),
                s.find("port", port().fixedAtStart(), GrpcConfig.USUAL_PORT, "Left out: 9000 where that is free."),
                s.get("max-message", size(KIB, GIB), 32 * MIB, "Largest message; more is RESOURCE_EXHAUSTED."));
    }

    private static WebSocketConfig websocket(Section s) {
        return new WebSocketConfig(
                s.get("max-message", smallSize(1 << 10, 1 << 30), 8 << 20, "Largest message; more closes with 1009."),
                s.get("max-connections", whole(1, 10_000_000), 20_000, "Of this node; more is 503."),
                s.get("per-key", whole(1, 10_000_000), 1_000, "Connections of one key; more is 429."),
                s.get("per-address", whole(1, 10_000_000), 1_000, "Connections from one address; more is 429."),
                s.get("heartbeat", time(MILLI, DAY), seconds(30), "Silence after which we ping."),
                s.get(
                        "idle-timeout",
                        time(MILLI, DAY),
                        minutes(10),
                        "Without a message or a call a connection is closed."),
                s.get("send-queue", smallSize(1 << 10, 1 << 30), 1 << 20, "Waiting for a slow reader; then we wait."),
                s.get(
                        "resume-grace",
                        time(MILLI, DAY),
                        seconds(30),
                        "How long a resumable call goes on without its client."),
                s.get("max-resumable", whole(1, 10_000_000), 1_000, "Resumable calls of this node; more is 503."));
    }

    private static AuthConfig auth(Section s) {
        return new AuthConfig(s.get(
                "mode",
                choice(AuthConfig.Mode.class),
                AuthConfig.Mode.KEYS,
                "keys: a caller needs one of the keys; open: anybody may call."));
    }

    private static KeyConfig key(Section s) {
        return new KeyConfig(
                s.need("name", id(), "dev", "What logs and metrics call it."),
                s.need("key", secret(), new Secret("sk-dev"), "What the caller sends."),
                s.get(
                        "role",
                        choice(KeyConfig.Role.class),
                        KeyConfig.Role.ADMIN,
                        "admin: may also steer the gateway; member: may only call models."),
                s.find("team", id(), "research", "Whose key it is; rules may ask for it."));
    }

    private static BusConfig bus(Section s) {
        return new BusConfig(
                s.get("window", smallSize(1 << 10, 64 << 20), 256 << 10, "Bytes of an answer under way to a door."),
                s.get("accept-timeout", time(MILLI, DAY), seconds(2), "For another node to accept a call."),
                s.get("alive-interval", time(MILLI, DAY), Duration.ofMillis(300), "Between two signs of life."),
                s.get("alive-timeout", time(MILLI, DAY), Duration.ofMillis(1_200), "Silence that means a lost node."),
                s.get(
                        "ask-timeout",
                        time(MILLI, DAY).fixedAtStart(),
                        Duration.ofMillis(500),
                        "For other nodes to tell what they keep."));
    }

    private static DiscoveryConfig discovery(Section s) {
        return new DiscoveryConfig(
                s.get("enabled", flag().fixedAtStart(), true, "Ask local servers which models they have."),
                s.get(
                        "worker",
                        address().fixedAtStart(),
                        URI.create("http://127.0.0.1:5000/v1"),
                        "Where a worker on this machine would be; it becomes the provider \"local\"."),
                s.get("interval", time(MILLI, DAY).fixedAtStart(), seconds(2), "How often they are asked."),
                s.get("timeout", time(MILLI, DAY).fixedAtStart(), seconds(1), "How long an answer may take."),
                new DiscoveryLimits(
                        s.get(
                                "max-answer",
                                size(KIB, GIB),
                                16 * MIB,
                                "Of Consul, Kubernetes; a larger one is not read."),
                        s.get(
                                "max-endpoints",
                                whole(1, 1_000_000),
                                10_000,
                                "Of a provider; more are not taken over.")));
    }

    private static ThoughtConfig thoughts(Section s) {
        return new ThoughtConfig(
                s.get("max-bytes", size(0, GIB).fixedAtStart(), 16 * MIB, "All of it; the oldest goes first."),
                s.get("max-each", smallSize(1 << 10, 64 << 20).fixedAtStart(), 1 << 20, "That of one call of a tool."),
                s.get("lifetime", time(MILLI, DAY).fixedAtStart(), Duration.ofHours(1), "How long it is kept."));
    }

    private static ResponseStoreConfig responses(Section s) {
        return new ResponseStoreConfig(
                s.get("lifetime", time(MILLI, DAY.multipliedBy(90)).fixedAtStart(), DAY, "How long one is kept."),
                s.get("max-count", whole(1, 1_000_000).fixedAtStart(), 1_000, "Of one key; the oldest make room."),
                s.get("max-bytes", size(1, GIB).fixedAtStart(), 32 * MIB, "Of one key; the oldest make room."),
                s.get("max-total", size(1, 64 * GIB).fixedAtStart(), 32 * MIB, "Of all keys together."),
                s.get("max-chain", whole(1, 100_000).fixedAtStart(), 200, "Responses that one may follow."),
                s.get(
                        "max-owned",
                        whole(1, 10_000_000).fixedAtStart(),
                        100_000,
                        "Responses that providers keep, whose provider is known; the oldest are forgotten."),
                s.get(
                        "max-output",
                        smallSize(1 << 10, 1 << 30).fixedAtStart(),
                        32 << 20,
                        "Of one answer's stream, kept until its end repeats it; a longer one fails."));
    }

    private static LogConfig log(Section s) {
        return new LogConfig(
                s.get("format", choice(LogConfig.Format.class), LogConfig.Format.JSON, "json or plain, one line each."),
                s.get("level", choice(LogConfig.Level.class), LogConfig.Level.INFO, "error, warn, info, debug, trace."),
                s.get("calls", flag(), true, "One line for every call."));
    }

    private static ClusterConfig cluster(Section s) {
        return new ClusterConfig(
                s.get("enabled", flag().fixedAtStart(), false, "Join other nodes."),
                s.get("host", text().fixedAtStart(), "127.0.0.1", "Address that the other nodes reach this one at."),
                s.get("port", port().fixedAtStart(), 5701, "Port for the other nodes; 0 takes a free one."),
                s.all("peers", hostAndPort().fixedAtStart(), List.of(), "Nodes to ask first, each as host:port."),
                Set.copyOf(s.all(
                        "roles",
                        choice(ClusterConfig.Role.class).fixedAtStart(),
                        List.of(ClusterConfig.Role.DOORS, ClusterConfig.Role.ROUTING),
                        "What this node does: doors take calls, routing answers them.")));
    }

    private static RuntimeConfig runtime(Section s) {
        return new RuntimeConfig(
                s.get("event-loops", whole(0, 1_024).fixedAtStart(), 0, "Shards of the gateway; 0 is one per core."),
                s.get(
                        "memory-high",
                        whole(10, 99).fixedAtStart(),
                        70,
                        "Percent of the memory in use from which on new calls are answered 503."));
    }

    private static DataConfig data(Section s) {
        return new DataConfig(
                s.get("dir", path().fixedAtStart(), Path.of("data"), "For what must survive a restart."),
                s.find("presets", path(), Path.of("/etc/polygate/presets"), "*.yaml of your own vendors, if any."));
    }

    static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
