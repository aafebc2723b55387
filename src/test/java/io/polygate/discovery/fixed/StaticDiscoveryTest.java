package io.polygate.discovery.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.config.EndpointFile;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.Found;
import io.polygate.testing.Wait;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints that somebody wrote down.
final class StaticDiscoveryTest {

    private static final Endpoint INLINE = Endpoint.at(URI.create("http://10.0.0.1:8000/v1"));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> read = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Wait.on(vertx.close());
    }

    private Found of(List<Endpoint> inline) {
        var source = new DiscoverySource.Static(inline, folder.resolve("endpoints.yaml"), Found.OPENAI);
        return new Found(
                vertx,
                () -> new StaticDiscovery(vertx, source, (text, origin, reach) -> {
                    read.add(text);
                    return new EndpointFile().read(text, origin, reach);
                }));
    }

    private void write(String text) {
        try {
            Files.writeString(folder.resolve("endpoints.yaml"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsAFileOfYamlOrJsonAndSeesItChange() {
        write("""
                - {url: http://10.0.0.2:8000/v1, weight: 3, zone: a, models: [m1, m2], max-concurrency: 8, price-input: 0.5}
                - url: https://model.example/v1/
                """);
        try (var found = of(List.of())) {
            var list = found.now();
            assertThat(list).extracting(Endpoint::id).containsExactly("10.0.0.2:8000", "model.example:443");
            assertThat(list.getFirst().weight()).isEqualTo(3);
            assertThat(list.getFirst().models()).containsExactly("m1", "m2");
            assertThat(list.getFirst().prices()).isEqualTo(new Endpoint.Prices(0.5, 0));
            write("{\"endpoints\": [{\"url\": \"http://10.0.0.3:8000/v1\", \"id\": \"three\"}]}");
            found.until(now -> now.size() == 1);
            assertThat(found.now()).extracting(Endpoint::id).containsExactly("three");
        }
    }

    @Test
    void refusesWhatDoesNotHoldAndServesOn() {
        write("[{url: http://10.0.0.2:8000/v1}]");
        try (var found = of(List.of())) {
            write("[{url: http://10.0.0.3:8000/v1, weight: -1}]");
            Wait.until(vertx, () -> read.getLast().contains("weight: -1"));
            assertThat(found.urls()).containsExactly("http://10.0.0.2:8000/v1");
            write("[{url: http://10.0.0.4:8000/v1}]");
            found.until(now -> now.getFirst().id().equals("10.0.0.4:8000"));
            assertThat(found.told()).hasSize(2);
        }
    }

    @Test
    void aFileThatIsNotThereYetIsWaitedFor() {
        try (var found = of(List.of(INLINE))) {
            assertThat(found.urls()).containsExactly("http://10.0.0.1:8000/v1");
            write("[{url: http://10.0.0.2:8000/v1}]");
            found.until(now -> now.size() == 2);
        }
    }

    @Test
    void saysWhatIsWrongWhereAndWhatWasExpected() {
        var wrong = new EndpointFile()
                .read("- {url: nowhere, weight: 1}\n- {url: http://a, wieght: 2}\n- 3", "f", Found.OPENAI);
        assertThat(wrong.endpoints()).isEmpty();
        assertThat(wrong.problems())
                .containsExactly(
                        "f:1: endpoints[0].url: \"nowhere\" (expected: an address as https://host/path, without a query)",
                        "f:2: endpoints[1].wieght: unknown key (expected: weight)",
                        "f:3: endpoints[2]: \"3\" (expected: a mapping of keys to values)");
        assertThat(new EndpointFile().read("", "f", Found.OPENAI).problems()).hasSize(1);
        assertThat(new EndpointFile().read("7", "f", Found.OPENAI).problems()).hasSize(1);
        assertThat(new EndpointFile()
                        .read("[{url: http://a/v1}, {url: http://a:80/v2}]", "f", Found.OPENAI)
                        .problems())
                .singleElement()
                .asString()
                .contains("endpoints[1].id: \"a:80\" (expected: one that is not taken: endpoints[0] has the same)");
    }
}
