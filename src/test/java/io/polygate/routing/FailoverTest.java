package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a call whose backend fails, seen through the gateway.
final class FailoverTest {

    private static final FakeProvider A = new FakeProvider();
    private static final FakeProvider B = new FakeProvider();
    private static final String TWO =
            "name: m, targets: [{provider: a, model: x}, {provider: b, model: y, priority: 2}]";
    private static final String STREAMED = "\"stream\":true,";
    private static final String LIMIT =
            "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\",\"code\":\"limit\"}}";

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void close() {
        A.close();
        B.close();
    }

    private void start(String routing, String... rules) {
        A.answers(Script.json(Script.CHAT));
        B.answers(Script.json(Script.CHAT));
        var text = new GatewayText()
                .provider("a", A.baseUrl(), "timeouts: {first-byte: 300ms, idle: 300ms}")
                .provider("b", B.baseUrl())
                .line("routing: {" + routing + "}");
        for (var rule : rules) {
            text.rule(rule);
        }
        gateway = TestGateway.start(text);
    }

    private static String body(String more) {
        return "{\"model\":\"m\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private HttpResponse<String> ask(String more) {
        return gateway.caller().chat(body(more));
    }

    private JsonObject decision(HttpResponse<?> answer) {
        return gateway.decision(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    private static List<String> outcomes(JsonObject decision) {
        return decision.getJsonArray("attempts").stream()
                .map(each -> ((JsonObject) each).getString("provider") + " " + ((JsonObject) each).getString("outcome"))
                .toList();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("429", Script.json(429, LIMIT, "retry-after", "30")),
                Arguments.of("500", Script.json(500, "{\"error\":{\"message\":\"broken\"}}")),
                Arguments.of("503", Script.json(503, "no JSON at all")),
                Arguments.of("401", Script.json(401, "{\"error\":{\"message\":\"who?\"}}")),
                Arguments.of("402", Script.json(402, "{\"error\":{\"message\":\"pay\"}}")),
                Arguments.of("404", Script.json(404, "{\"error\":{\"message\":\"no such model\"}}")),
                Arguments.of("reset", Script.reset()),
                Arguments.of("hang", Script.hang()),
                Arguments.of("garbage", Script.json("<html>not JSON</html>")),
                Arguments.of("wrong length", Script.tooShort("{\"id\":")),
                Arguments.of("half a response", Script.cut("")),
                Arguments.of("a head and silence", Script.stall("")),
                Arguments.of("an error of status 200", Script.json("{\"error\":{\"message\":\"no\",\"code\":500}}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void anotherTargetAnswersAndTheCallerSeesNothingOfIt(String name, Script failure) {
        start("retries: 0", TWO);
        A.answers(failure);
        var answer = ask("");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-polygate-provider")).contains("b");
        B.answers(Script.stream(Script.STREAM));
        var streamed = ask(STREAMED);
        assertThat(streamed.statusCode()).isEqualTo(200);
        assertThat(streamed.body()).contains("世界").endsWith("data: [DONE]\n\n").doesNotContain("error");
        assertThat(outcomes(decision(answer)).getLast()).isEqualTo("b ok");
    }

    @Test
    void anErrorAsAStreamsFirstEventIsNotSeenEither() {
        start("retries: 0", TWO);
        A.answers(Script.stream("data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n"));
        B.answers(Script.stream(Script.STREAM));
        assertThat(ask(STREAMED).body()).contains("世界");
    }

    @Test
    void afterTheFirstByteAnErrorEndsTheStreamInTheCallersWords() {
        start("retries: 2", TWO);
        A.answers(Script.cut(Script.ROLE + Script.HELLO));
        var answer = ask(STREAMED);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello").contains("\"error\"").doesNotContain("世界");
        assertThat(B.waiting()).isZero();
        var anthropic = gateway.caller().post("/v1/messages", body(STREAMED + "\"max_tokens\":9,"));
        assertThat(anthropic.body()).contains("event: error");
        assertThat(decision(answer).getString("error")).isEqualTo("upstream_error");
    }

    @Test
    void aBadRequestIsTheCallersAndNotTriedAgain() {
        start("retries: 2", TWO);
        A.answers(Script.json(400, "{\"error\":{\"message\":\"bad temperature\",\"type\":\"invalid_request_error\"}}"));
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("bad temperature");
        assertThat(A.waiting()).isEqualTo(1);
        assertThat(B.waiting()).isZero();
    }

    @Test
    void theOnlyTargetIsAskedAgainAsOftenAsTheConfigurationSays() {
        start("retries: 2, backoff: 5ms", "name: m, targets: [{provider: a, model: x}]");
        A.answers(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(A.waiting()).isEqualTo(3);
        assertThat(outcomes(decision(answer))).hasSize(3).containsOnly("a upstream_error");
    }

    @Test
    void theMostTellingErrorOfAllIsTold() {
        start("retries: 0", TWO);
        A.answers(Script.json(429, LIMIT, "retry-after", "7"));
        B.answers(Script.reset());
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("7");
        assertThat(answer.body()).contains("slow down");
    }

    @Test
    void theModelsToFallBackToAreAskedInTheirOrder() {
        start(
                "retries: 0",
                "name: m, targets: [{provider: a, model: x}], fallbacks: [second, third]",
                "name: second, targets: [{provider: a, model: x2}]",
                "name: third, targets: [{provider: b, model: y}]");
        A.answers(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        var answer = ask("");
        assertThat(answer.headers().firstValue("x-polygate-model")).contains("y");
        assertThat(A.take().json().string("model")).isEqualTo("x");
        assertThat(A.take().json().string("model")).isEqualTo("x2");
        assertThat(decision(answer).getJsonArray("considered")).hasSize(3);
    }

    @Test
    void aPromptThatIsTooLongOrRefusedGoesToAnotherModelAndNotToAnotherTarget() {
        start(
                "retries: 2",
                "name: m, targets: [{provider: a, model: x}, {provider: a, model: same, priority: 2}], fallbacks: [n]",
                "name: n, targets: [{provider: b, model: y}]");
        for (var code : List.of("context_length_exceeded", "content_filter")) {
            A.answers(Script.json(
                    400,
                    "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"" + code + "\"}}"));
            var answer = ask("");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-polygate-provider")).contains("b");
            assertThat(A.waiting()).isEqualTo(1);
        }
    }

    @Test
    void theBudgetBoundsWhatIsAskedAgain() {
        start("retries: 5, retry-budget: 10%, backoff: 1ms", "name: m, targets: [{provider: a, model: x}]");
        A.answers(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        int calls = 60;
        for (int i = 0; i < calls; i++) {
            assertThat(ask("").statusCode()).isIn(500, 503);
        }
        assertThat(A.waiting()).isBetween(calls / 10, calls + 101);
        A.answers(Script.json(Script.CHAT));
    }

    @Test
    void theDeadlineHoldsForAllAttemptsTogether() {
        start("retries: 5, deadline: 500ms", "name: m, targets: [{provider: b, model: y}]");
        B.answers(Script.hang());
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("500 ms");
        B.answers(Script.stall(Script.ROLE + Script.HELLO));
        var streamed = ask(STREAMED);
        assertThat(streamed.statusCode()).isEqualTo(200);
        assertThat(streamed.body()).contains("Hello").contains("\"error\"");
    }

    @Test
    void theTimeoutsOfRoutingAreThoseOfProvidersThatSayNothing() {
        start("retries: 0, first-byte: 200ms", "name: m, targets: [{provider: b, model: y}]");
        B.answers(Script.hang());
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("first-byte");
    }

    @Test
    void aSecondTargetIsAskedBesideASlowOneWhereThatIsSwitchedOn() {
        start("hedge: 50ms", TWO.replace("provider: a", "provider: b").replaceFirst("model: y", "model: y2"));
        B.answers(Script.json(Script.CHAT)).then(Script.hang());
        var answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-polygate-model")).contains("y2");
        assertThat(outcomes(decision(answer))).containsExactlyInAnyOrder("b cancelled", "b ok");
    }

    @Test
    void everyEndpointOfAProviderIsTriedBeforeTheCallFails() {
        B.answers(Script.json(Script.CHAT));
        int dead = GatewayText.freePort();
        int dead2 = GatewayText.freePort();
        gateway = TestGateway.start("""
                server: {port: 0}
                management: {port: 0}
                keys: [{name: test, key: sk-test}]
                log: {calls: false, level: warn}
                providers:
                  - {id: many, dialect: openai, credentials: [{value: sk-upstream}], balance: round_robin, discovery: {type: static, endpoints:
                     [{url: "http://127.0.0.1:%d/v1"}, {url: "http://127.0.0.1:%d/v1"}, {url: "%s"}]}}
                models: [{name: m, targets: [{provider: many, model: y}]}]
                """.formatted(dead, dead2, B.baseUrl()));
        for (int i = 0; i < 30; i++) {
            assertThat(ask("").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aCredentialThatIsRefusedMakesWayForAnother() {
        A.answers(received -> {
            boolean good = "Bearer sk-good".equals(received.header("authorization"));
            Script.json(good ? 200 : 401, good ? Script.CHAT : "{\"error\":{\"message\":\"no\"}}")
                    .play(received);
        });
        gateway = TestGateway.start("""
                server: {port: 0}
                management: {port: 0}
                keys: [{name: test, key: sk-test}]
                log: {calls: false, level: warn}
                routing: {retries: 0, retry-budget: 0%%}
                providers:
                  - {id: a, dialect: openai, base-url: "%s", credentials: [{value: sk-bad}, {value: sk-good}]}
                models: [{name: m, targets: [{provider: a, model: y}]}]
                """.formatted(A.baseUrl()));
        for (int i = 0; i < 10; i++) {
            assertThat(ask("").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aCallerWhoLeavesCancelsEveryAttempt() {
        start("retries: 2", TWO);
        B.answers(Script.hang());
        A.answers(Script.json(500, "{}"));
        var call = gateway.caller().later(body(""));
        var asked = B.take();
        call.cancel(true);
        Wait.on(asked.gone());
    }

    @Test
    void anAnswerThatIsBilledAnywayIsReadToItsEndWhenItsCallerLeft() {
        A.answers(Script.json(Script.CHAT));
        gateway = TestGateway.start(new GatewayText()
                .provider("a", A.baseUrl(), "vendor: groq")
                .rule("name: m, targets: [{provider: a, model: x}]"));
        var go = new CompletableFuture<Void>();
        A.answers(Script.stream(
                Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE));
        try (var socket = gateway.raw().send(RawSocket.post(body(STREAMED)))) {
            socket.readTo("Hello");
        }
        var asked = A.take();
        Wait.until(
                gateway.vertx(),
                () -> gateway.management().get("/metrics").body().contains("gateway_calls_active 0"));
        go.complete(null);
        Wait.until(gateway.vertx(), () -> gateway.management()
                .get("/metrics")
                .body()
                .matches("(?s).*gateway_tokens_used_total\\{[^}]*type=\"output\"[^}]*\\} 2\\.0.*"));
        assertThat(asked.gone().isComplete()).isFalse();
        assertThat(gateway.management().get("/metrics").body()).contains("status=\"499\"");
    }

    @Test
    void aCallThatTheShutdownEndsIsNotedAsSuch() {
        A.answers(Script.hang());
        gateway = TestGateway.start(new GatewayText()
                .server("shutdown-grace: 100ms")
                .provider("a", A.baseUrl())
                .rule("name: m, targets: [{provider: a, model: x}]"));
        var call = gateway.caller().later(body(""));
        A.take();
        Wait.on(gateway.stop());
        var answer = Wait.on(call);
        assertThat(answer.statusCode()).isEqualTo(503);
        var decision =
                gateway.decisionNow(answer.headers().firstValue("x-request-id").orElseThrow());
        assertThat(decision.getString("error")).isEqualTo("shutting_down");
        assertThat(decision.getInteger("status")).isEqualTo(503);
    }

    @Test
    void theDecisionOfACallSaysWhoWasLeftOutAndWhoWasAsked() {
        start(
                "retries: 0",
                "name: m, targets: [{provider: a, model: off, enabled: false}, {provider: a, model: x}, {provider: b, model: y,"
                        + " priority: 2}]");
        A.answers(Script.json(500, "{}"));
        var decision = decision(ask(""));
        var candidates = decision.getJsonArray("considered").getJsonObject(0).getJsonArray("candidates");
        assertThat(candidates.getJsonObject(0).getString("reason")).isEqualTo("disabled");
        assertThat(candidates).hasSize(3);
        assertThat(outcomes(decision)).containsExactly("a upstream_error", "b ok");
        assertThat(decision.getJsonObject("chosen").getString("model")).isEqualTo("y");
        assertThat(decision.getInteger("status")).isEqualTo(200);
        assertThat(Json.parse(decision.encode()).isObject()).isTrue();
    }
}
