package io.polygate.config;

import static io.polygate.config.GatewaySchema.minutes;
import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.secretOrNone;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Kinds.word;
import static io.polygate.config.Units.GIB;
import static io.polygate.config.Units.KIB;
import static io.polygate.config.Units.MIB;
import static io.polygate.config.Units.size;
import static io.polygate.config.Units.time;

import io.polygate.model.Secret;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Credential;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Every key of a provider.
final class ProviderSchema {

    /// The wire formats that a backend may speak.
    static final List<String> DIALECTS = List.of("openai", "responses", "anthropic", "gemini", "mock");

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private ProviderSchema() {}

    static ProviderConfig provider(Section s) {
        return new ProviderConfig(
                s.need("id", id(), "openai", "Your name for it; a model \"id/model\" goes there."),
                s.find("vendor", id(), "openai", "Whose preset completes what is left out; else seen by id and host."),
                s.need("dialect", word(DIALECTS), "openai", "What it speaks: " + String.join(", ", DIALECTS) + "."),
                s.need("base-url", address(), URI.create("https://api.openai.com/v1"), "Paths go after it."),
                s.pairs("headers", Map.of(), Masks::header, "Sent with every call, as {X-Title: my app}."),
                credentials(s),
                s.group("timeouts", "Each has its own clock.", ProviderSchema::timeouts),
                s.group("limits", "What one provider may take of this node.", ProviderSchema::limits));
    }

    /// An empty one is none: `"${KEY:-}"` for a server that may do without.
    private static List<Credential> credentials(Section s) {
        return s
                .each("credentials", "The account's secrets; several share the calls.", ProviderSchema::credential)
                .stream()
                .filter(credential -> !credential.value().value().isEmpty())
                .toList();
    }

    private static Credential credential(Section s) {
        return new Credential(
                s.need("value", secretOrNone(), new Secret("${OPENAI_API_KEY}"), "The key or token."),
                s.get("weight", whole(0, 1_000_000), 1, "Its share of the calls; 0 takes it out."));
    }

    private static Timeouts timeouts(Section s) {
        return new Timeouts(
                s.get("connect", time(MILLI, DAY), seconds(5), "Until the connection stands."),
                s.get("first-byte", time(MILLI, DAY), seconds(60), "From the request to the head of the answer."),
                s.get("idle", time(MILLI, DAY), seconds(60), "Between two pieces of the answer."),
                s.get("total", time(MILLI, DAY), minutes(10), "The whole attempt."));
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
