package io.polygate.config;

import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Kinds.word;
import static io.polygate.config.Units.GIB;
import static io.polygate.config.Units.KIB;
import static io.polygate.config.Units.MIB;
import static io.polygate.config.Units.size;
import static io.polygate.config.Units.time;

import io.polygate.provider.Balance;
import io.polygate.provider.HealthConfig;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Api;
import io.polygate.provider.ProviderConfig.Credential;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.routing.RoutingConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every key of a provider.
final class ProviderSchema {

    /// The wire formats that a backend may speak.
    static final List<String> DIALECTS = List.of(
            "openai",
            "responses",
            "anthropic",
            "gemini",
            "azure",
            "vertex",
            "bedrock",
            "ollama",
            "dashscope",
            "cohere",
            "mistral",
            "worker",
            "qwen",
            "gemini-cli",
            "kiro",
            "grpc",
            "mock");

    /// How a backend may be asked to go on with a text that it is given.
    private static final List<String> PREFILLS =
            List.of("none", "trailing", "prefix", "partial", "continue-final-message");

    private static final String WORKER = "worker";
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private ProviderSchema() {}

    static ProviderEntry provider(Section s, RoutingConfig routing) {
        var id = s.need("id", id(), "openai", "Your name for it; a model \"id/model\" goes there.");
        var vendor =
                s.find("vendor", id(), "openai", "Whose preset completes what is left out; else seen by id and host.");
        var dialect =
                s.need("dialect", word(DIALECTS), "openai", "What it speaks: " + String.join(", ", DIALECTS) + ".");
        var baseUrl = baseUrl(s);
        var discovery = s.option(
                "discovery",
                "Where its endpoints are found, instead of base-url.",
                group -> DiscoverySchema.source(group, new DiscoverySchema.Provider(dialect, baseUrl)));
        var config = new ProviderConfig(
                id,
                vendor,
                dialect,
                baseUrl,
                s.pairs("headers", Map.of(), Masks::header, "Sent with every call, as {X-Title: my app}."),
                credentials(s),
                s.group("timeouts", "Each has its own clock.", t -> timeouts(t, routing)),
                s.group("limits", "What one provider may take of this node.", ProviderSchema::limits),
                s.get(
                        "balance",
                        Kinds.name(Balance.class),
                        WORKER.equals(dialect) ? Balance.LEAST_REQUESTS : Balance.POWER_OF_TWO,
                        "Among its endpoints: "
                                + Kinds.name(Balance.class).expected().substring(7) + "."),
                s.option("health", "How its endpoints are asked whether they work.", group -> health(group, dialect)),
                s.find(
                        "descriptors",
                        Kinds.path(),
                        Path.of("/etc/polygate/library.binpb"),
                        "grpc: a descriptor set; else the backend's reflection is asked."),
                s.option("tls", "For https and grpcs: who is trusted, who we are.", ProviderSchema::tls),
                api(s),
                s.find(
                        "prefill",
                        word(PREFILLS),
                        "continue-final-message",
                        "How it goes on with a text; else as known."));
        return new ProviderEntry(config, discovery);
    }

    private static @Nullable URI baseUrl(Section s) {
        var example = URI.create("https://api.openai.com/v1");
        return s.has("discovery")
                ? s.find("base-url", address(), example, "Paths go after it.")
                : s.need("base-url", address(), example, "Paths go after it.");
    }

    private static ProviderConfig.Tls tls(Section s) {
        return new ProviderConfig.Tls(
                s.find("ca", Kinds.path(), Path.of("/etc/polygate/ca.pem"), "Who is trusted; else what Java trusts."),
                s.find(
                        "cert",
                        Kinds.path(),
                        Path.of("/etc/polygate/client.pem"),
                        "Our certificate, if it is asked for."),
                s.find("key", Kinds.path(), Path.of("/etc/polygate/client-key.pem"), "Its private key."));
    }

    private static HealthConfig health(Section s, String dialect) {
        return new HealthConfig(
                s.get(
                        "type",
                        choice(HealthConfig.Type.class),
                        WORKER.equals(dialect) ? HealthConfig.Type.GRPC : HealthConfig.Type.HTTP,
                        "http: the path; grpc: its health service; models: their list; completion: one token."),
                s.get("path", Kinds.urlPath(), "/health", "http: asked for on the endpoint's host."),
                s.get("interval", time(MILLI, DAY), seconds(2), "Between two questions."),
                s.get("timeout", time(MILLI, DAY), seconds(1), "How long an answer may take."),
                s.get("unhealthy-after", whole(1, 1_000), 2, "Failures in a row that take it out."),
                s.get("healthy-after", whole(1, 1_000), 2, "Answers in a row that bring it back."));
    }

    private static Api api(Section s) {
        return new Api(
                s.find("api-version", Kinds.text(), "2024-10-21", "azure: with it the paths of deployments."),
                s.get("api", word(List.of("converse", "invoke")), "converse", "bedrock: the API, for Claude.")
                        .equals("invoke"),
                s.find("region", Kinds.id(), "us-east-1", "bedrock: signed for; else as the address says."));
    }

    /// An empty one is none: `"${KEY:-}"` for a server that may do without.
    private static List<Credential> credentials(Section s) {
        return s
                .each("credentials", "The account's secrets; several share the calls.", CredentialSchema::credential)
                .stream()
                .filter(credential -> !credential.isEmpty())
                .toList();
    }

    private static Timeouts timeouts(Section s, RoutingConfig routing) {
        return new Timeouts(
                s.get("connect", time(MILLI, DAY), seconds(5), "Until the connection stands."),
                s.get(
                        "first-byte",
                        time(MILLI, DAY),
                        routing.firstByte(),
                        "From the request to the head of the answer."),
                s.get("idle", time(MILLI, DAY), routing.idle(), "Between two pieces of the answer."),
                s.get("total", time(MILLI, DAY), routing.deadline(), "The whole attempt."));
    }

    private static Limits limits(Section s) {
        return new Limits(
                s.get("concurrent", whole(1, 1_000_000), 4_096, "Calls at once; more wait in the queue."),
                s.get("queue", whole(0, 1_000_000), 1_024, "Calls that may wait; more are answered 503."),
                s.get("queue-timeout", time(Duration.ZERO, DAY), seconds(10), "Longest wait; then 503."),
                s.get("max-response", size(KIB, 4 * GIB), 64 * MIB, "Largest answer that is not streamed."),
                s.get("connections", whole(1, 100_000), 4_096, "Connections kept to it, per event loop."));
    }
}
