package io.polygate.routing.endpoint;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Endpoints and credentials through the real gateway.
final class EndpointRoutingTest {

    private static final String TIMEOUTS = "timeouts: {connect: 1s, first-byte: 500ms, idle: 1s, total: 5s}";

    private final FakeProvider first = new FakeProvider();
    private final FakeProvider second = new FakeProvider();

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static TestGateway withKeys(FakeProvider provider) {
        var text = new GatewayText().fake(provider).toString();
        return TestGateway.start(
                text.replace("credentials: [{value: sk-upstream}]", "credentials: [{value: sk-a}, {value: sk-b}]"));
    }

    private TestGateway withEndpoints(String more) {
        return withEndpoints(more, first.baseUrl(), second.baseUrl());
    }

    private static TestGateway withEndpoints(String more, String one, String other) {
        var endpoints = "discovery: {type: static, endpoints: [{url: \"" + one + "\"}, {url: \"" + other + "\"}]}";
        return TestGateway.start(new GatewayText()
                .provider("fake", one, TIMEOUTS, endpoints, "balance: round_robin" + more)
                .model("gpt-test", "fake", "upstream-model"));
    }

    /// Answers by the credential that was sent.
    private static Script byKey(String key, Script theirs, Script others) {
        return (Received received) -> {
            boolean match = ("Bearer " + key).equals(received.header("authorization"));
            (match ? theirs : others).play(received);
        };
    }

    private static String error(HttpResponse<String> answer) {
        return answer.body();
    }

    @Test
    void aRefusedCredentialGivesWayToTheNextAndTheCallerSeesNothing() {
        first.answers(byKey("sk-a", Script.json(401, "{}"), Script.json(Script.CHAT)));
        try (var gateway = withKeys(first)) {
            for (int i = 0; i < 6; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
        }
        assertThat(first.waiting()).isEqualTo(7);
    }

    @Test
    void aCredentialWithoutCreditOrRightsGivesWayToo() {
        for (int status : new int[] {402, 403}) {
            first.answers(byKey("sk-a", Script.json(status, "{}"), Script.json(Script.CHAT)));
            try (var gateway = withKeys(first)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void whenAllCredentialsAreRefusedItIsA502() {
        first.answers(Script.json(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-a\"}}"));
        try (var gateway = withKeys(first)) {
            for (int i = 0; i < 3; i++) {
                var answer = gateway.caller().chat(HELLO);
                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(error(answer)).contains("upstream_auth").doesNotContain("sk-a");
            }
        }
        assertThat(first.waiting()).isEqualTo(2);
    }

    @Test
    void aLimitedCredentialRestsAsLongAsTheBackendSays() {
        first.answers(byKey("sk-a", Script.json(429, "{}", "retry-after", "30"), Script.json(Script.CHAT)));
        try (var gateway = withKeys(first)) {
            for (int i = 0; i < 6; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
        }
        assertThat(first.waiting()).isEqualTo(7);
    }

    @Test
    void whenAllCredentialsRestTheCallerHearsWhenToComeBackAndTheBackendIsLeftAlone() {
        first.answers(Script.json(429, "{\"error\":{\"message\":\"slow down\"}}", "retry-after", "30"));
        try (var gateway = withKeys(first)) {
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(429);
            var answer = gateway.caller().chat(HELLO);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            answer.headers().firstValue("retry-after").orElse("0")))
                    .isBetween(1, 30);
        }
        assertThat(first.waiting()).isEqualTo(2);
    }

    @Test
    void callsAreSharedByTheEndpointsAndCarryTheCredential() {
        first.answers(Script.json(Script.CHAT));
        second.answers(Script.json(Script.CHAT));
        try (var gateway = withEndpoints("")) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
            assertThat(gateway.management().get("/metrics").body())
                    .contains(
                            "gateway_endpoint_healthy{endpoint=\"127.0.0.1:" + first.port() + "\",provider=\"fake\"} 1")
                    .contains(
                            "gateway_endpoint_calls{",
                            "gateway_endpoint_breaker{",
                            "gateway_endpoint_latency_seconds{");
        }
        assertThat(first.waiting()).isEqualTo(5);
        assertThat(second.waiting()).isEqualTo(5);
        assertThat(first.take().header("authorization")).isEqualTo("Bearer sk-upstream");
    }

    @Test
    void aHungEndpointCostsItsTimeoutAndThenNothing() {
        first.answers(Script.hang());
        second.answers(Script.json(Script.CHAT));
        try (var gateway = withEndpoints("")) {
            for (int i = 0; i < 30; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
        }
        assertThat(first.waiting()).isLessThanOrEqualTo(6);
    }

    @Test
    void aSlowEndpointDoesNotStarveTheOthers() {
        first.answers(Script.hang());
        second.answers(Script.json(Script.CHAT));
        var endpoints = "discovery: {type: static, endpoints: [{url: \"" + first.baseUrl()
                + "\", max-concurrency: 2}, {url: \"" + second.baseUrl() + "\"}]}";
        var text = new GatewayText()
                .provider("fake", first.baseUrl(), "timeouts: {first-byte: 20s}", endpoints, "balance: round_robin")
                .model("gpt-test", "fake", "upstream-model");
        try (var gateway = TestGateway.start(text)) {
            var hanging = new HashSet<Object>();
            for (int i = 0; i < 4; i++) {
                hanging.add(gateway.caller().later(HELLO));
            }
            first.take();
            first.take();
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
            assertThat(hanging).hasSize(4);
            assertThat(first.waiting()).isZero();
        }
    }

    @Test
    void anEndpointThatFailsItsChecksIsLeftOutUntilTheyPass() {
        var health = ", health: {path: /health, interval: 50ms, timeout: 1s, unhealthy-after: 2, healthy-after: 2}";
        var well = new ConcurrentHashMap<String, Boolean>();
        var checks = new AtomicInteger();
        var calls = new AtomicInteger();
        first.answers(received -> {
            if (received.path().equals("/health")) {
                checks.incrementAndGet();
                Script.json(well.containsKey("first") ? 200 : 503, "{}").play(received);
            } else {
                calls.incrementAndGet();
                Script.json(Script.CHAT).play(received);
            }
        });
        second.answers(Script.json(Script.CHAT));
        try (var gateway = withEndpoints(health)) {
            Wait.until(gateway.vertx(), () -> checks.get() >= 3);
            int before = calls.get();
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
            assertThat(calls.get()).isEqualTo(before);
            well.put("first", true);
            Wait.until(gateway.vertx(), () -> {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
                return calls.get() > before;
            });
        }
    }

    @Test
    void aKilledEndpointIsLeftOutAtOnceAndComesBackWithItsServer() {
        var health = ", health: {type: models, interval: 50ms, timeout: 1s}";
        second.answers(Script.json(Script.CHAT));
        var third = new FakeProvider();
        int port = third.port();
        try (var gateway = withEndpoints(health, third.baseUrl(), second.baseUrl())) {
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            third.close();
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
            try (var back = new FakeProvider(port)) {
                var asked = new AtomicInteger();
                back.answers(received -> {
                    asked.addAndGet(received.method().equals("POST") ? 1 : 0);
                    Script.json(Script.CHAT).play(received);
                });
                Wait.until(gateway.vertx(), () -> {
                    assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
                    return asked.get() > 0;
                });
            }
        }
    }

    @Test
    void aTinyCompletionIsAskedForAsACheck() {
        var health = ", health: {type: completion, interval: 50ms, timeout: 1s, unhealthy-after: 1}";
        var asked = new AtomicInteger();
        first.answers(received -> {
            asked.addAndGet(received.body().contains("\"max_tokens\":1") ? 1 : 0);
            Script.json(500, "{}").play(received);
        });
        second.answers(Script.json(Script.CHAT));
        try (var gateway = withEndpoints(health)) {
            Wait.until(gateway.vertx(), () -> asked.get() >= 2);
            int calls = first.waiting() - asked.get();
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            }
            assertThat(first.waiting() - asked.get()).isLessThanOrEqualTo(calls + 1);
        }
    }

    @Test
    void aCallerWhoLeavesGivesItsPlaceBack() {
        first.answers(Script.hang());
        var text = new GatewayText().fake(first, "limits: {concurrent: 1, queue: 1, queue-timeout: 20s}");
        try (var gateway = TestGateway.start(text)) {
            try (var socket = gateway.raw()) {
                socket.send(RawSocket.post(HELLO));
                first.take();
            }
            first.answers(Script.json(Script.CHAT));
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
        }
    }
}
