package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.config.ConfigResult;
import io.polygate.testing.BackendProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Load;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls go on while backends fail and operators change things: three real processes behind one gateway, under load.
final class FaultScenariosTest {

    private static final BackendProcess A = new BackendProcess("a");
    private static final BackendProcess B = new BackendProcess("b");
    private static final BackendProcess C = new BackendProcess("c");
    private static final int PER_SECOND = 120;
    private static final int MOST = 4_000;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(text(1));
        Wait.until(gateway.vertx(), () -> Stream.of(A, B, C).allMatch(this::healthy));
    }

    @AfterEach
    void stop() {
        gateway.close();
        Stream.of(A, B, C).forEach(backend -> backend.does("none"));
    }

    @AfterAll
    static void end() {
        Stream.of(A, B, C).forEach(BackendProcess::close);
    }

    private static GatewayText text(int weight) {
        var endpoints = Stream.of(A, B, C)
                .map(each -> "{url: \"http://127.0.0.1:" + each.port() + "/v1\", id: " + each.name() + ", weight: "
                        + weight + "}")
                .collect(Collectors.joining(", "));
        return new GatewayText()
                .entry("{id: local, dialect: openai, credentials: [{value: sk-upstream}], discovery: {type: static, "
                        + "endpoints: [" + endpoints + "]}, health: {type: http, path: /health, interval: 250ms, "
                        + "timeout: 250ms, unhealthy-after: 2, healthy-after: 2}}")
                .targets("gpt-test", "{provider: local, model: upstream-model}")
                .line("routing: {first-byte: 2s, breaker: {window: 10s, failures: 50%, open: 2s}}");
    }

    private JsonObject instance(BackendProcess backend) {
        return new JsonObject(gateway.caller().get("/loadbalancer/instances").body())
                .getJsonArray("instances").stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> each.getString("id").equals(backend.name()))
                        .findFirst()
                        .orElseThrow();
    }

    private boolean healthy(BackendProcess backend) {
        return instance(backend).getString("state").equals("healthy");
    }

    /// Tells how long it took, for the eye alone.
    private void until(String what, java.util.function.BooleanSupplier holds) {
        long start = System.nanoTime();
        Wait.until(gateway.vertx(), holds);
        System.out.println(what + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private static void assertNoneFailed(Load.Report report) {
        System.out.println(report);
        assertThat(report.failed()).isEmpty();
        assertThat(report.broken()).isEmpty();
    }

    @Test
    void noCallFailsWhileOneBackendIsKilledOneHangsAndOneIsBroken() {
        try (var load = Load.on(gateway, MOST, PER_SECOND)) {
            load.more(PER_SECOND);
            A.kill();
            until("killed: out", () -> !healthy(A));
            load.more(PER_SECOND / 4);
            long before = instance(A).getLong("calls");
            load.more(PER_SECOND / 2);
            assertThat(instance(A).getLong("calls")).isEqualTo(before);
            A.comeBack();
            until("killed: back", () -> healthy(A));
            until("killed: called again", () -> instance(A).getLong("calls") > before);

            B.does("hang");
            until("hanging: out", () -> !healthy(B));
            load.more(PER_SECOND / 2);
            B.does("none");
            until("hanging: back", () -> healthy(B));

            C.does("broken");
            load.more(PER_SECOND * 2);
            assertThat(instance(C).getLong("failures")).isPositive();
            C.does("none");
            until("broken: back", () -> healthy(C));

            var report = load.stop();
            System.out.println(report);
            assertThat(report.failed()).isEmpty();
            assertThat(report.broken()).allSatisfy(cut -> assertThat(cut).contains("\"model\":\"a\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delay 300", "reset", "half", "length", "garbage", "drip 2", "limited 1", "broken"})
    void noCallFailsWhileOneOfThreeDoes(String fault) {
        try (var load = Load.on(gateway, MOST, PER_SECOND)) {
            load.more(100);
            A.does(fault);
            boolean slow = fault.startsWith("d") || fault.startsWith("limited");
            if (!slow) {
                until(fault + ": noticed", () -> instance(A).getLong("failures") > 0);
            }
            load.more(PER_SECOND * 2);
            assertNoneFailed(load.stop());
        }
    }

    @Test
    void noCallFailsThroughAHundredChangesOfTheConfiguration() {
        try (var load = Load.on(gateway, MOST, PER_SECOND)) {
            for (int i = 0; i < 100; i++) {
                load.more(5);
                assertThat(gateway.reload(text(i % 2 + 1))).isInstanceOf(ConfigResult.Accepted.class);
            }
            assertNoneFailed(load.stop());
        }
    }

    @Test
    void noCallFailsWhileOperatorsChangeAlgorithmsAndWeights() {
        var algorithms = List.of(
                "round_robin",
                "random",
                "weighted_round_robin",
                "weighted",
                "least_requests",
                "power_of_two",
                "ip_hash",
                "consistent_hash",
                "lowest_latency",
                "lowest_cost");
        try (var load = Load.on(gateway, MOST, PER_SECOND)) {
            for (int i = 0; i < 50; i++) {
                load.more(5);
                var way = algorithms.get(i % algorithms.size());
                var whom = List.of("", "\"provider\":\"local\",", "\"model\":\"gpt-test\",")
                        .get(i % 3);
                put("/loadbalancer/algorithm", "{" + whom + "\"algorithm\":\"" + way + "\"}");
                put("/admin/v1/endpoints/local/b/weight", "{\"weight\":" + i % 4 + "}");
                post("/admin/v1/endpoints/local/c:" + (i % 2 == 0 ? "drain" : "restore"));
            }
            assertNoneFailed(load.stop());
        }
    }

    private void put(String path, String body) {
        assertThat(gateway.caller().put(path, body).statusCode()).isEqualTo(200);
    }

    private void post(String path) {
        assertThat(gateway.caller().post(path, "").statusCode()).isEqualTo(200);
    }
}
