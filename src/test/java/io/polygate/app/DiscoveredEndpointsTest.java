package io.polygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeConsul;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The models of endpoints that were found are those that callers may ask for.
final class DiscoveredEndpointsTest {

    private final FakeConsul consul = new FakeConsul();

    @AfterEach
    void close() {
        consul.close();
    }

    private GatewayText text(String... providers) {
        var text = new GatewayText().mock();
        for (var provider : providers) {
            text.entry(provider);
        }
        return text.line("consul: {address: \"" + consul.address() + "\"}");
    }

    private static String workers(String discovery) {
        return "{id: workers, dialect: openai, discovery: {" + discovery + "}}";
    }

    private static final String BY_CONSUL = workers("type: consul, service: model-worker");
    private static final String BY_HAND =
            workers("type: static, endpoints: [{url: \"http://127.0.0.1:9/v1\", models: [by-hand]}]");

    private void until(TestGateway gateway, Predicate<String> models) {
        Wait.until(
                consul.vertx(),
                () -> models.test(gateway.caller().get("/v1/models").body()));
    }

    @Test
    void aWorkersModelsComeAndGoWithIt() {
        try (var gateway = TestGateway.start(text(BY_CONSUL))) {
            assertThat(gateway.caller().get("/v1/models").body()).doesNotContain("qwen3-8b");
            consul.register("model-worker", "w1", 8000, List.of(), "models", "qwen3-8b,bge-m3");
            until(gateway, models -> models.contains("\"qwen3-8b\"") && models.contains("\"bge-m3\""));
            consul.status("w1", "critical");
            until(gateway, models -> !models.contains("qwen3-8b"));
        }
    }

    @Test
    void whatIsThereAtTheStartIsServedFromTheFirstCallOn() {
        consul.register("model-worker", "w1", 8000, List.of(), "models", "qwen3-8b");
        try (var gateway = TestGateway.start(text(BY_CONSUL))) {
            assertThat(gateway.caller().get("/v1/models").body()).contains("\"qwen3-8b\"");
        }
    }

    @Test
    void aChangeOfTheConfigurationMovesTheSearch() {
        consul.register("model-worker", "w1", 8000, List.of(), "models", "qwen3-8b");
        try (var gateway = TestGateway.start(text(BY_HAND))) {
            assertThat(gateway.caller().get("/v1/models").body()).contains("\"by-hand\"");
            gateway.reload(text(BY_CONSUL));
            until(gateway, models -> models.contains("\"qwen3-8b\"") && !models.contains("by-hand"));
            gateway.reload(text(BY_HAND));
            until(gateway, models -> models.contains("\"by-hand\"") && !models.contains("qwen3-8b"));
            gateway.reload(text());
            until(gateway, models -> !models.contains("by-hand"));
        }
    }

    @Test
    void theOldEndpointsServeUntilTheNewSourceHasSpoken() {
        try (var gateway = TestGateway.start(text(BY_HAND))) {
            consul.fails(500);
            gateway.reload(text(BY_CONSUL));
            Wait.until(consul.vertx(), () -> consul.seen().size() > 1);
            assertThat(gateway.caller().get("/v1/models").body()).contains("\"by-hand\"");
            consul.register("model-worker", "w1", 8000, List.of(), "models", "qwen3-8b");
            consul.fails(0);
            until(gateway, models -> models.contains("\"qwen3-8b\"") && !models.contains("by-hand"));
        }
    }
}
