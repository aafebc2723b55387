package io.polygate.door.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are small and meant to cost much.
final class HostileQueriesTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText().fake(PROVIDER));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30000000", "1e99999999999", "-1e-300000000", "D", "0.D", "-D"})
    void refusesNumbersThatTakeLongToRead(String text) {
        var number = text.replace("D", "9".repeat(500_000));
        var variable =
                "{\"query\":\"query($n: Int) { models(first: $n) { id } }\",\"variables\":{\"n\":" + number + "}}";
        var literal = GraphQlDoorTest.body("{ models(first: " + number + ") { id } }");
        for (var body : new String[] {variable, literal}) {
            var answer = GATEWAY.caller().post("/graphql", body, "accept", "application/graphql-response+json");
            assertThat(answer.statusCode()).isEqualTo(400);
            var error = Json.parse(answer.body()).items("errors").getFirst();
            assertThat(error.string("message")).startsWith("a number is too long");
            assertThat(error.object("extensions").string("code")).isEqualTo("invalid_request");
        }
    }

    @Test
    void refusesVariablesOfCountlessValues() {
        var body = "{\"query\":\"{__typename}\",\"variables\":{\"x\":[" + "0,".repeat(250_000) + "0]}}";
        assertThat(GATEWAY.caller().post("/graphql", body).body()).contains("variables: more than 250000 values");
    }

    @Test
    void anUpgradeToSomethingElseThanWebSocketIsARequest() {
        try (var raw = GATEWAY.raw()) {
            var body = "{\"query\":\"{__typename}\"}";
            var answer = raw.send("POST /graphql HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer sk-test\r\n"
                            + "Connection: Upgrade\r\nUpgrade: TLS/1.2\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .reply();
            assertThat(answer.status()).isEqualTo(200);
        }
    }
}
