package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The demo page in a real browser, in both protocols: an answer that grows, one that is cancelled, a key that is
/// wrong.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DemoPageTest {

    private final AtomicReference<CompletableFuture<Void>> go = new AtomicReference<>(new CompletableFuture<>());
    private final AtomicReference<Received> stalled = new AtomicReference<>();

    @Test
    void showsWhatTheGatewaySays() {
        var browser = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
        Assumptions.assumeTrue(browser.isPresent(), "needs chromium (Debian: apt install chromium)");
        try (var provider = new FakeProvider();
                var gateway = TestGateway.start(new GatewayText()
                        .key("odd", "\"sk/odd=+&1\"")
                        .provider("fake", provider.baseUrl())
                        .model("slow", "fake", "slow")
                        .model("stall", "fake", "stall"))) {
            provider.answers(this::play);
            var control = control(provider);
            var seen = Sdk.NODE.run(
                    "demo_page",
                    Map.of(
                            "BROWSER",
                            browser.get(),
                            "PAGE",
                            "http://127.0.0.1:" + gateway.port() + "/demo",
                            "KEY",
                            "sk-test",
                            "ODD_KEY",
                            "sk/odd=+&1",
                            "GO",
                            "http://127.0.0.1:" + control.actualPort() + "/go",
                            "LEFT",
                            "http://127.0.0.1:" + control.actualPort() + "/left"));
            for (var protocol : List.of("chat", "request")) {
                assertThat(seen.get(protocol).string("halfway"))
                        .contains("first")
                        .doesNotContain("second");
                assertThat(seen.get(protocol).string("whole")).contains("first second");
                assertThat(seen.get(protocol + "-cancel").string("left")).isEqualTo("left");
            }
            assertThat(seen.get("errors").items("problems")).isEmpty();
            assertThat(seen.get("refused").string("state")).isEqualTo("not connected");
        }
    }

    private void play(Received asked) {
        if (asked.json().string("model").equals("stall")) {
            stalled.set(asked);
            Script.stall(text("first")).play(asked);
        } else {
            Script.stream(text("first"), go.get(), text(" second") + Script.FINISH + Script.DONE)
                    .play(asked);
        }
    }

    private static String text(String content) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                + "{\"content\":\"" + content + "\"},\"finish_reason\":null}]}\n\n";
    }

    /// Lets the page's program tell when the rest may come, and ask whether the backend was let go.
    private HttpServer control(FakeProvider provider) {
        return Wait.on(provider.vertx()
                .createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals("/go")) {
                        go.getAndSet(new CompletableFuture<>()).complete(null);
                        request.response().end();
                    } else {
                        stalled.get().gone().onComplete(v -> request.response().end("left"));
                    }
                })
                .listen(0, "127.0.0.1"));
    }
}
