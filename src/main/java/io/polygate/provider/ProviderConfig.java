package io.polygate.provider;

import io.polygate.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An account at a backend: where it is, what it speaks, with which credentials and within which limits.
///
/// `vendor` is the id of the preset that it was completed from, if one is known. Paths are appended to `baseUrl`, which
/// has no slash at its end and may be absent where the provider's endpoints are discovered. `headers` are sent with
/// every call and may carry secrets. `descriptors` is a file that describes a gRPC backend's services. Without
/// `health` nobody asks the endpoints how they are. `prefill` is how it is asked to go on with a text, null as its
/// preset says.
public record ProviderConfig(
        String id,
        @Nullable String vendor,
        String dialect,
        @Nullable URI baseUrl,
        Map<String, String> headers,
        List<Credential> credentials,
        Timeouts timeouts,
        Limits limits,
        Balance balance,
        @Nullable HealthConfig health,
        @Nullable Path descriptors,
        @Nullable Tls tls,
        Api api,
        @Nullable String prefill) {

    public ProviderConfig {
        headers = Map.copyOf(headers);
        credentials = List.copyOf(credentials);
    }

    /// A provider of the usual API.
    public ProviderConfig(
            String id,
            @Nullable String vendor,
            String dialect,
            @Nullable URI baseUrl,
            Map<String, String> headers,
            List<Credential> credentials,
            Timeouts timeouts,
            Limits limits,
            Balance balance,
            @Nullable HealthConfig health) {
        this(
                id,
                vendor,
                dialect,
                baseUrl,
                headers,
                credentials,
                timeouts,
                limits,
                balance,
                health,
                null,
                null,
                Api.USUAL,
                null);
    }

    /// Files of PEM for addresses of one's own over TLS: `ca` is who is trusted (else who Java trusts), `cert` with
    /// `key` what is shown to a server that asks who is calling.
    public record Tls(
            @Nullable Path ca,
            @Nullable Path cert,
            @Nullable Path key) {}

    /// Which of a cloud's APIs is spoken to. `version` is Azure's `api-version`, null for its `v1` paths; `invoke` is
    /// whether Bedrock's InvokeModel is used for Claude whoever calls; `region` is where AWS requests are
    /// signed for.
    public record Api(
            @Nullable String version,
            boolean invoke,
            @Nullable String region) {

        public static final Api USUAL = new Api(null, false, null);
    }

    /// One secret of the account and its share among the others: a key, or an account that tokens are got with.
    public record Credential(
            Secret value, int weight, @Nullable Account account) {

        public Credential(Secret value, int weight) {
            this(value, weight, null);
        }

        /// Tells it from the others; as secret as the credential itself.
        public Object identity() {
            return account == null ? value : account;
        }

        /// Whether it proves nothing.
        public boolean isEmpty() {
            return account == null && value.value().isEmpty();
        }
    }

    /// `firstByte` ends a wait for the answer's head, `idle` a silence between two chunks, `total` the whole attempt.
    public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {}

    /// `concurrent` calls at once, then a `queue` of that many, each waiting at most `queueTimeout`; an answer that is
    /// held whole has at most `maxResponseBytes`; `connections` is the size of the pool per event loop.
    public record Limits(int concurrent, int queue, Duration queueTimeout, long maxResponseBytes, int connections) {}

    /// The same account, at an address where another dialect is spoken.
    public ProviderConfig speaking(String other) {
        return new ProviderConfig(
                id,
                vendor,
                other,
                baseUrl,
                headers,
                credentials,
                timeouts,
                limits,
                balance,
                health,
                descriptors,
                tls,
                api,
                prefill);
    }

    /// Only the id: the address and the headers may carry secrets.
    @Override
    public String toString() {
        return "provider " + id;
    }
}
