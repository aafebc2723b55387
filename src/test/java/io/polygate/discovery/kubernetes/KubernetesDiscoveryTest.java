package io.polygate.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.DiscoverySource.KubernetesApi;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.Found;
import io.polygate.testing.FakeKubernetes;
import io.polygate.testing.Wait;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints from EndpointSlices, against a stand-in of the API server.
final class KubernetesDiscoveryTest {

    @TempDir
    Path account;

    private final FakeKubernetes kubernetes = new FakeKubernetes();

    @AfterEach
    void close() {
        kubernetes.close();
    }

    private Found pods() {
        return pods("model-worker", null, null, Duration.ofMinutes(10));
    }

    private Found pods(@Nullable String service, @Nullable String selector, @Nullable String port, Duration staleFor) {
        return pods(service, selector, port, staleFor, DiscoveryLimits.DEFAULT);
    }

    private Found pods(
            @Nullable String service,
            @Nullable String selector,
            @Nullable String port,
            Duration staleFor,
            DiscoveryLimits limits) {
        write("namespace", "ai\n");
        var api = new KubernetesApi(
                URI.create(kubernetes.address()),
                account.resolve("token"),
                account.resolve("ca.crt"),
                account.resolve("namespace"));
        var source = new DiscoverySource.Kubernetes(api, null, service, selector, port, staleFor, Found.OPENAI);
        var vertx = kubernetes.vertx();
        return new Found(vertx, () -> new KubernetesDiscovery(vertx, source, limits));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(account.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLastKnownServeOnWhenThereAreMoreThanMayBe() {
        kubernetes.service("model-worker");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods("model-worker", null, null, Duration.ofMinutes(10), new DiscoveryLimits(1 << 20, 2))) {
            found.until(list -> list.size() == 1);
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.2");
            found.until(list -> list.size() == 2);
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.3", "10.0.0.4", "10.0.0.5");
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.6");
            found.until(list -> list.getLast().id().equals("10.0.0.6:5000"));
            assertThat(found.told()).allSatisfy(list -> assertThat(list).hasSizeLessThanOrEqualTo(2));
        }
    }

    @Test
    void theLastKnownServeOnWhenAListIsLargerThanMayBe() {
        kubernetes.service("model-worker");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods("model-worker", null, null, Duration.ofMinutes(10), new DiscoveryLimits(8192, 10_000))) {
            found.until(list -> list.size() == 1);
            kubernetes.kill();
            for (int i = 0; i < 60; i++) {
                kubernetes.slice("model-worker-b" + i, "model-worker", 5000, "10.0.1." + i);
            }
            kubernetes.comeBack();
            int asked = kubernetes.seen().size();
            Wait.until(kubernetes.vertx(), () -> kubernetes.seen().size() > asked + 3);
            assertThat(found.now()).extracting(Endpoint::id).containsExactly("10.0.0.1:5000");
        }
    }

    @Test
    void readsReadyAddressesWithWhatIsAnnotatedAtTheirService() {
        kubernetes.service(
                "model-worker",
                "polygate.io/models",
                "qwen3-8b",
                "polygate.io/max-concurrency",
                "64",
                "polygate.io/weight",
                "7",
                "other.io/models",
                "x");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1", "!10.0.0.2");
        kubernetes.slice("other-a", "other", 5000, "10.0.0.9");
        try (var found = pods()) {
            var endpoint = found.until(list -> list.size() == 1).getFirst();
            assertThat(endpoint.id()).isEqualTo("10.0.0.1:5000");
            assertThat(endpoint.url()).hasToString("http://10.0.0.1:5000/v1");
            assertThat(endpoint.models()).containsExactly("qwen3-8b");
            assertThat(endpoint.maxConcurrency()).isEqualTo(64);
            assertThat(endpoint.weight()).isEqualTo(7);
            assertThat(endpoint.zone()).isEqualTo("zone-1");
            assertThat(endpoint.metadata()).containsOnlyKeys("models", "max-concurrency", "weight");
        }
    }

    @Test
    void workersAreReachedAtTheirGrpcPort() {
        kubernetes.service(
                "model-worker",
                "polygate.io/dialect",
                "worker",
                "polygate.io/models",
                "qwen3-8b",
                "polygate.io/max-concurrency",
                "64");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods()) {
            var endpoint = found.until(list -> list.size() == 1).getFirst();
            assertThat(endpoint.url()).hasToString("http://10.0.0.1:5001");
            assertThat(endpoint.dialect()).isEqualTo("worker");
            assertThat(endpoint.models()).containsExactly("qwen3-8b");
            assertThat(endpoint.maxConcurrency()).isEqualTo(64);
        }
    }

    @Test
    void followsPodsAndAnnotationsAsTheyChange() {
        kubernetes.service("model-worker");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods()) {
            found.until(list -> list.size() == 1);
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.3");
            found.until(list -> list.size() == 2);
            kubernetes.slice("model-worker-a", "model-worker", 5000, "!10.0.0.1");
            found.until(list -> list.size() == 1);
            kubernetes.service("model-worker", "polygate.io/models", "m");
            found.until(list -> list.getFirst().models().equals(List.of("m")));
            kubernetes.delete("endpointslices", "model-worker-b");
            found.until(List::isEmpty);
        }
    }

    @Test
    void aPodWithTwoAddressesIsOneEndpoint() {
        kubernetes.slice("model-worker-4", "model-worker", 5000, "10.0.0.1");
        kubernetes.slice("model-worker-6", "model-worker", 5000, "fd00::1");
        try (var found = pods()) {
            found.until(list -> list.size() == 1);
            assertThat(found.urls()).containsExactly("http://10.0.0.1:5000/v1");
            kubernetes.delete("endpointslices", "model-worker-4");
            found.until(list -> list.getFirst().id().equals("fd00::1:5000"));
            assertThat(found.urls()).containsExactly("http://[fd00::1]:5000/v1");
        }
    }

    @Test
    void takesThePortByNameOrNumber() {
        kubernetes.service("model-worker");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var byName = pods("model-worker", null, "grpc", Duration.ofMinutes(1));
                var byNumber = pods("model-worker", null, "8080", Duration.ofMinutes(1))) {
            byName.until(list -> list.size() == 1);
            assertThat(byName.urls()).containsExactly("http://10.0.0.1:5001/v1");
            byNumber.until(list -> list.size() == 1);
            assertThat(byNumber.urls()).containsExactly("http://10.0.0.1:8080/v1");
        }
    }

    @Test
    void listsInPagesAndChoosesByLabels() {
        for (int i = 1; i <= 5; i++) {
            kubernetes.slice("a-" + i, "model-worker", 5000, "10.0.0." + i);
        }
        kubernetes.slice("b-1", "other", 5000, "10.0.0.9");
        try (var found = pods(null, Slices.OF_SERVICE + "=model-worker", null, Duration.ofMinutes(1))) {
            found.until(list -> list.size() == 5);
        }
        kubernetes.pages(2);
        try (var found = pods()) {
            found.until(list -> list.size() == 5);
            assertThat(kubernetes.seen()).anyMatch(uri -> uri.contains("continue=4"));
        }
    }

    @Test
    void goesOnFromABookmarkWhenAWatchEnds() {
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods()) {
            Wait.until(kubernetes.vertx(), () -> kubernetes.watching() == 2);
            kubernetes.bookmark();
            kubernetes.compact();
            kubernetes.bookmark();
            long lists = lists();
            kubernetes.endWatches();
            Wait.until(kubernetes.vertx(), () -> kubernetes.watching() == 2);
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.2");
            found.until(list -> list.size() == 2);
            assertThat(lists()).isEqualTo(lists);
        }
    }

    @Test
    void listsAnewWhenItsVersionIsTooOld() {
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods()) {
            Wait.until(kubernetes.vertx(), () -> kubernetes.watching() == 2);
            kubernetes.compact();
            long lists = lists();
            kubernetes.endWatches();
            Wait.until(kubernetes.vertx(), () -> lists() == lists + 2 && kubernetes.watching() == 2);
            kubernetes.slice("model-worker-b", "model-worker", 5000, "10.0.0.2");
            found.until(list -> list.size() == 2);
        }
    }

    private long lists() {
        return kubernetes.seen().stream().filter(uri -> uri.contains("limit=")).count();
    }

    @Test
    void theLastKnownServeOnWhileTheServerIsLost() {
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods("model-worker", null, null, Duration.ofMillis(1500))) {
            found.until(list -> list.size() == 1);
            kubernetes.kill();
            found.until(List::isEmpty);
            kubernetes.comeBack();
            found.until(list -> list.size() == 1);
            assertThat(found.told()).hasSize(3);
        }
    }

    @Test
    void readsItsTokenAnewForEachRequest() {
        kubernetes.token("first");
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        write("token", "second\n");
        try (var found = pods()) {
            assertThat(found.now()).isEmpty();
            write("token", "first\n");
            found.until(list -> list.size() == 1);
        }
    }

    @Test
    void findsAddressesThoughItMayNotReadServices() {
        kubernetes.forbidServices();
        kubernetes.slice("model-worker-a", "model-worker", 5000, "10.0.0.1");
        try (var found = pods()) {
            found.until(list -> list.size() == 1);
        }
    }
}
