package io.polygate.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.Found;
import io.polygate.model.Secret;
import io.polygate.testing.FakeConsul;
import io.polygate.testing.Wait;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Endpoints from Consul's catalogue, against a stand-in of its API.
final class ConsulDiscoveryTest {

    private final FakeConsul consul = new FakeConsul();

    @AfterEach
    void close() {
        consul.close();
    }

    private ConsulConfig config(String token, Duration staleFor) {
        return new ConsulConfig(
                URI.create(consul.address()),
                new Secret(token),
                "dc1",
                false,
                null,
                null,
                staleFor,
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                null,
                null);
    }

    private Found workers(ConsulConfig config, String... tags) {
        var source = new DiscoverySource.Consul("model-worker", List.of(tags), Found.OPENAI);
        return new Found(
                consul.vertx(), () -> new ConsulDiscovery(consul.vertx(), config, source, DiscoveryLimits.DEFAULT));
    }

    private Found workers(DiscoveryLimits limits) {
        var source = new DiscoverySource.Consul("model-worker", List.of(), Found.OPENAI);
        var config = config("", Duration.ofMinutes(10));
        return new Found(consul.vertx(), () -> new ConsulDiscovery(consul.vertx(), config, source, limits));
    }

    @Test
    void theLastKnownServeOnWhenAnAnswerIsLargerThanMayBe() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers(new DiscoveryLimits(4096, 10_000))) {
            found.until(list -> list.size() == 1);
            consul.register("model-worker", "w2", 8001, List.of(), "models", "m".repeat(5000));
            int asked = consul.seen().size();
            Wait.until(consul.vertx(), () -> consul.seen().size() > asked + 2);
            assertThat(found.now()).extracting(Endpoint::id).containsExactly("w1");
            consul.deregister("w2");
            consul.register("model-worker", "w3", 8002, List.of());
            found.until(list -> list.size() == 2);
        }
    }

    @Test
    void theLastKnownServeOnWhenThereAreMoreThanMayBe() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers(new DiscoveryLimits(1 << 20, 2))) {
            found.until(list -> list.size() == 1);
            consul.register("model-worker", "w2", 8001, List.of());
            found.until(list -> list.size() == 2);
            consul.register("model-worker", "w3", 8002, List.of());
            int asked = consul.seen().size();
            Wait.until(consul.vertx(), () -> consul.seen().size() > asked + 2);
            assertThat(found.now()).extracting(Endpoint::id).containsExactlyInAnyOrder("w1", "w2");
        }
    }

    private Found workers(String... tags) {
        return workers(config("", Duration.ofMinutes(10)), tags);
    }

    /// Until a query with this in it came; the order of a query's parameters is not said.
    private void untilAsked(String part) {
        Wait.until(consul.vertx(), () -> consul.seen().stream().anyMatch(uri -> (uri + "&").contains(part)));
    }

    @Test
    void readsWhatIsSaidInMeta() {
        consul.register(
                "model-worker",
                "w1",
                8000,
                List.of("gpu"),
                "models",
                "qwen3-8b, bge-m3",
                "models-2",
                "qwen3-32b",
                "weight",
                "90",
                "zone",
                "sh-1",
                "max-concurrency",
                "12",
                "price-input",
                "0.2",
                "price-output",
                "0.6",
                "note",
                "x");
        try (var found = workers()) {
            var endpoint = found.until(list -> list.size() == 1).getFirst();
            assertThat(endpoint.id()).isEqualTo("w1");
            assertThat(endpoint.url()).hasToString("http://127.0.0.1:8000/v1");
            assertThat(endpoint.models()).containsExactly("qwen3-8b", "bge-m3", "qwen3-32b");
            assertThat(endpoint.weight()).isEqualTo(90);
            assertThat(endpoint.zone()).isEqualTo("sh-1");
            assertThat(endpoint.maxConcurrency()).isEqualTo(12);
            assertThat(endpoint.prices()).isEqualTo(new Endpoint.Prices(0.2, 0.6));
            assertThat(endpoint.dialect()).isNull();
            assertThat(endpoint.metadata()).containsEntry("note", "x");
        }
    }

    @Test
    void aWorkerIsReachedAtTheGrpcPortThatItAnnounces() {
        consul.register("model-worker", "w1", 5001, List.of(), "dialect", "worker", "http-port", "5000", "tls", "true");
        try (var found = workers()) {
            var endpoint = found.until(list -> list.size() == 1).getFirst();
            assertThat(endpoint.url()).hasToString("https://127.0.0.1:5001");
            assertThat(endpoint.dialect()).isEqualTo("worker");
        }
    }

    @Test
    void metaMayNameAnotherDialectAndPath() {
        consul.register("model-worker", "w1", 8000, List.of(), "dialect", "gemini");
        consul.register("model-worker", "w2", 8001, List.of(), "path", "serve/v2/");
        consul.register("model-worker", "w3", 8002, List.of(), "path", "/v1?x=y", "weight", "many");
        try (var found = workers()) {
            found.until(list -> list.size() == 2);
            assertThat(found.urls())
                    .containsExactlyInAnyOrder("http://127.0.0.1:8000/v1beta", "http://127.0.0.1:8001/serve/v2");
        }
    }

    @Test
    void seesThemComeAndGoByTheirChecks() {
        try (var found = workers()) {
            found.until(List::isEmpty);
            consul.register("model-worker", "w1", 8000, List.of());
            found.until(list -> list.size() == 1);
            consul.register("model-worker", "w2", 8001, List.of());
            found.until(list -> list.size() == 2);
            consul.status("w1", "critical");
            found.until(list -> list.size() == 1);
            assertThat(found.urls()).containsExactly("http://127.0.0.1:8001/v1");
            consul.deregister("w2");
            found.until(List::isEmpty);
            consul.status("w1", "passing");
            found.until(list -> list.size() == 1);
        }
    }

    @Test
    void wantsAllTheTags() {
        consul.register("model-worker", "w1", 8000, List.of("gpu"));
        consul.register("model-worker", "w2", 8001, List.of("gpu", "a100"));
        consul.register("model-worker", "w3", 8002, List.of("a100"));
        consul.register("other", "o1", 8003, List.of("gpu", "a100"));
        try (var found = workers("gpu", "a100")) {
            found.until(list -> list.size() == 1);
            assertThat(found.urls()).containsExactly("http://127.0.0.1:8001/v1");
        }
    }

    @Test
    void waitsForAChangeInsteadOfAskingAgainAndAgain() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers()) {
            found.until(list -> list.size() == 1);
            Wait.untilStill(consul.vertx(), () -> consul.seen().size());
            assertThat(consul.seen()).hasSize(2);
            assertThat(consul.seen().getFirst()).contains("passing=1").contains("dc=dc1");
            assertThat(consul.seen().getLast()).contains("index=101").contains("wait=20000ms");
        }
    }

    @Test
    void theLastKnownServeOnWhileConsulIsLostAndWhileItIsEmptyAfterwards() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers()) {
            found.until(list -> list.size() == 1);
            untilAsked("index=101");
            consul.kill();
            consul.comeBackEmpty();
            untilAsked("index=1&");
            assertThat(found.urls()).containsExactly("http://127.0.0.1:8000/v1");
            consul.register("model-worker", "w2", 8001, List.of());
            found.until(list -> list.getFirst().id().equals("w2"));
            assertThat(found.told()).hasSize(2);
            consul.deregister("w2");
            found.until(List::isEmpty);
        }
    }

    @Test
    void theLastKnownServeNoLongerThanStaleFor() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers(config("", Duration.ofMillis(500)))) {
            found.until(list -> list.size() == 1);
            consul.fails(500);
            consul.register("model-worker", "w2", 8001, List.of());
            found.until(List::isEmpty);
            assertThat(found.told()).hasSize(2);
            consul.fails(0);
            found.until(list -> list.size() == 2);
        }
    }

    @Test
    void anIndexThatGoesBackwardsIsACatalogueThatWasLost() {
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers()) {
            found.until(list -> list.size() == 1);
            untilAsked("index=101");
            consul.forget();
            untilAsked("index=1&");
            assertThat(consul.seen().stream().skip(1)).anyMatch(uri -> uri.contains("index=0"));
            assertThat(found.told()).hasSize(1);
            consul.register("model-worker", "w2", 8001, List.of());
            found.until(list -> list.getFirst().id().equals("w2"));
        }
    }

    @Test
    void showsItsTokenAndComesBackWhenItIsTakenAgain() {
        consul.token("secret");
        consul.register("model-worker", "w1", 8000, List.of());
        try (var found = workers(config("wrong", Duration.ofMinutes(1)))) {
            assertThat(found.told()).isEmpty();
            consul.token("wrong");
            found.until(list -> list.size() == 1);
        }
    }

    @Test
    void speaksTlsWithAnAgentThatItTrusts() {
        var certificate = SelfSignedCertificate.create("localhost");
        try (var secure = new FakeConsul(certificate)) {
            secure.register("model-worker", "w1", 8000, List.of());
            var ca = Path.of(certificate.certificatePath());
            try (var trusted = overTls(secure, new ConsulConfig.Tls(ca, null, null, true));
                    var unknown = overTls(secure, new ConsulConfig.Tls(null, null, null, true))) {
                trusted.until(list -> list.size() == 1);
                assertThat(unknown.told()).isEmpty();
            }
        } finally {
            certificate.delete();
        }
    }

    private Found overTls(FakeConsul secure, ConsulConfig.Tls tls) {
        var plain = config("", Duration.ofMinutes(1));
        var config = new ConsulConfig(
                URI.create(secure.address()),
                plain.token(),
                null,
                false,
                null,
                null,
                plain.staleFor(),
                plain.queryWait(),
                plain.retry(),
                tls,
                null);
        var source = new DiscoverySource.Consul("model-worker", List.of(), Found.OPENAI);
        return new Found(
                consul.vertx(), () -> new ConsulDiscovery(consul.vertx(), config, source, DiscoveryLimits.DEFAULT));
    }
}
