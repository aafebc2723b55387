package io.polygate.app;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeConsul;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is found is what callers get: the models of endpoints, and the endpoints themselves.
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

    private void worker(String id, FakeProvider backend) {
        consul.register("model-worker", id, backend.port(), List.of(), "models", "qwen3-8b");
    }

    private static String ask(String model) {
        return HELLO.replace("gpt-test", model);
    }

    @Test
    void callsGoToAWorkerOnceItIsRegisteredAndToNobodyOnceItIsGone() {
        try (var backend = new FakeProvider().answers(Script.json(Script.CHAT));
                var gateway = TestGateway.start(text(BY_CONSUL))) {
            assertThat(gateway.caller().chat(ask("qwen3-8b")).statusCode()).isEqualTo(404);
            worker("w1", backend);
            Wait.until(
                    consul.vertx(), () -> gateway.caller().chat(ask("qwen3-8b")).statusCode() == 200);
            assertThat(gateway.caller().chat(ask("workers/qwen3-8b")).statusCode())
                    .isEqualTo(200);
            assertThat(backend.take().body()).contains("\"qwen3-8b\"");
            consul.deregister("w1");
            Wait.until(
                    consul.vertx(), () -> gateway.caller().chat(ask("qwen3-8b")).statusCode() == 404);
        }
    }

    @Test
    void workersOfOneModelShareItsCalls() {
        try (var one = new FakeProvider().answers(Script.json(Script.CHAT));
                var two = new FakeProvider().answers(Script.json(Script.CHAT));
                var three = new FakeProvider().answers(Script.json(Script.CHAT))) {
            worker("w1", one);
            worker("w2", two);
            var other = "{id: listed, dialect: openai, discovery: {type: static, endpoints: [{url: \"" + three.baseUrl()
                    + "\", models: [qwen3-8b]}]}}";
            try (var gateway = TestGateway.start(text(BY_CONSUL, other))) {
                for (int i = 0; i < 60; i++) {
                    assertThat(gateway.caller().chat(ask("qwen3-8b")).statusCode())
                            .isEqualTo(200);
                }
                assertThat(List.of(one.waiting(), two.waiting(), three.waiting()))
                        .allSatisfy(calls -> assertThat(calls).isPositive());
            }
        }
    }

    @Test
    void noCallIsDroppedWhileTheSourceChangesUnderLoad() {
        try (var one = new FakeProvider().answers(Script.bytewise(Script.STREAM));
                var two = new FakeProvider().answers(Script.bytewise(Script.STREAM))) {
            worker("w1", one);
            var byHand = workers("type: static, endpoints: [{url: \"" + two.baseUrl() + "\", models: [qwen3-8b]}]");
            try (var gateway = TestGateway.start(text(BY_CONSUL))) {
                var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
                for (int round = 0; round < 6; round++) {
                    for (int i = 0; i < 20; i++) {
                        answers.add(gateway.caller().later(HELLO_STREAM.replace("gpt-test", "qwen3-8b")));
                    }
                    gateway.reload(text(round % 2 == 0 ? byHand : BY_CONSUL));
                }
                assertThat(answers).allSatisfy(answer -> {
                    assertThat(Wait.on(answer).statusCode()).isEqualTo(200);
                    assertThat(Wait.on(answer).body()).isEqualTo(Script.STREAM);
                });
                assertThat(one.waiting()).isPositive();
                assertThat(two.waiting()).isPositive();
            }
        }
    }
}
