package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Secret;
import io.polygate.provider.Balance;
import io.polygate.provider.HealthConfig;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Credential;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A pool with a clock that stands still until the test moves it.
final class Pools {

    static final HealthConfig HEALTH =
            new HealthConfig(HealthConfig.Type.HTTP, "/health", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 2);

    final AtomicLong clock = new AtomicLong(1_000_000_000_000L);
    final EndpointPool pool;
    private Balance balance = Balance.ROUND_ROBIN;

    Pools(Balance balance, List<Endpoint> endpoints, String... credentials) {
        this.balance = balance;
        pool = new EndpointPool(config(balance, EndpointPolicy.DEFAULT, credentials), endpoints, clock::get);
    }

    static Pools of(int endpoints, String... credentials) {
        return new Pools(Balance.ROUND_ROBIN, endpoints(endpoints), credentials);
    }

    static List<Endpoint> endpoints(int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> endpoint("e" + i, 0))
                .toList();
    }

    static Endpoint endpoint(String id, int maxConcurrency, String... models) {
        return new Endpoint(
                id,
                URI.create("http://127.0.0.1:1/v1"),
                1,
                null,
                List.of(models),
                null,
                maxConcurrency,
                null,
                Map.of());
    }

    static PoolConfig config(Balance balance, EndpointPolicy policy, String... credentials) {
        var limits = new Limits(64, 4, Duration.ofSeconds(5), 1 << 20, 64);
        var second = Duration.ofSeconds(1);
        var provider = new ProviderConfig(
                "p",
                null,
                "openai",
                null,
                Map.of(),
                Arrays.stream(credentials)
                        .map(value -> new Credential(new Secret(value), 1))
                        .toList(),
                new Timeouts(second, second, second, second),
                limits,
                balance,
                HEALTH);
        return new PoolConfig(provider, policy);
    }

    void use(EndpointPolicy policy, List<Endpoint> endpoints, String... credentials) {
        pool.use(config(balance, policy, credentials), endpoints);
    }

    /// The configuration again, without health checks.
    void unchecked() {
        var config = config(balance, EndpointPolicy.DEFAULT);
        var endpoints =
                pool.members().endpoints().stream().map(EndpointState::endpoint).toList();
        pool.use(new PoolConfig(unchecked(config.provider()), config.policy()), endpoints);
    }

    private static ProviderConfig unchecked(ProviderConfig checked) {
        return new ProviderConfig(
                checked.id(),
                null,
                checked.dialect(),
                null,
                Map.of(),
                checked.credentials(),
                checked.timeouts(),
                checked.limits(),
                checked.balance(),
                null);
    }

    void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    static Wanted wanted(String... avoid) {
        return new Wanted("m", Traits.NONE, Set.of(avoid), null);
    }

    Lease take(String... avoid) {
        return ((Pick.Taken) pool.pick(wanted(avoid))).lease();
    }

    Pick.Nobody refused(String... avoid) {
        return (Pick.Nobody) pool.pick(wanted(avoid));
    }

    /// Takes the endpoint and ends the call.
    String call(String endpoint, Ended how) {
        var others = pool.view().endpoints().stream()
                .map(PoolView.EndpointView::id)
                .filter(id -> !id.equals(endpoint))
                .toArray(String[]::new);
        var lease = take(others);
        lease.ended(how);
        return lease.endpoint().id();
    }

    void fail(String endpoint, int times) {
        for (int i = 0; i < times; i++) {
            call(endpoint, failed(ErrorKind.UPSTREAM_ERROR));
        }
    }

    static Ended failed(ErrorKind kind) {
        return Ended.failed(GatewayError.of(kind, "it failed"));
    }

    static Ended failed(ErrorKind kind, Duration retryAfter) {
        return Ended.failed(GatewayError.of(kind, "it failed").withRetryAfter(retryAfter));
    }

    PoolView.EndpointView view(String endpoint) {
        return pool.view().endpoints().stream()
                .filter(view -> view.id().equals(endpoint))
                .findFirst()
                .orElseThrow();
    }

    void checked(String endpoint, Verdict verdict) {
        pool.members().endpoints().stream()
                .filter(state -> state.id().equals(endpoint))
                .forEach(state -> state.checked(verdict.works(), verdict.atOnce(), verdict.why()));
    }
}
