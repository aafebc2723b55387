package io.polygate.app;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Health and metrics, on both ports.
final class SeenFromOutsideTest {

    private final FakeProvider provider = new FakeProvider();
    private final TestGateway gateway = TestGateway.start(new GatewayText()
            .server("shutdown-grace: 10s", "header-timeout: 400ms")
            .fake(provider)
            .mock());

    @AfterEach
    void close() {
        gateway.close();
        provider.close();
    }

    private String metrics() {
        return gateway.management().get("/metrics").body();
    }

    private String line(String start) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .reduce("", (a, b) -> a + b + "\n")
                .strip();
    }

    @Test
    void saysThatItIsLiveAndReadyWithoutAKey() {
        for (var caller : List.of(gateway.management(), gateway.caller().withKey(""))) {
            assertThat(caller.get("/health").statusCode()).isEqualTo(200);
            assertThat(caller.get("/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isLiveButNotReadyWhileItStops() {
        provider.answers(Script.stall(Script.ROLE));
        try (var socket = gateway.raw().send(RawSocket.post(HELLO_STREAM))) {
            socket.readTo("assistant");
            var stopped = gateway.stop();
            Wait.until(
                    provider.vertx(), () -> gateway.management().get("/ready").statusCode() == 503);
            assertThat(gateway.management().get("/health").statusCode()).isEqualTo(200);
            socket.close();
            Wait.on(stopped);
        }
    }

    @Test
    void countsCallsTokensAndTimes() {
        provider.answers(Script.stream(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE));
        gateway.caller().chat(HELLO_STREAM);
        provider.answers(Script.json(429, "{}"));
        gateway.caller().chat(HELLO);
        gateway.caller().chat(HELLO.replace("gpt-test", "mock-model"));
        gateway.caller().withKey("wrong").chat(HELLO);
        Wait.until(provider.vertx(), () -> metrics().contains("status=\"401\""));
        assertThat(line("gateway_requests_total{model=\"gpt-test\",provider=\"fake\",status=\"200\"}"))
                .endsWith(" 1.0");
        assertThat(line("gateway_requests_total{model=\"gpt-test\",provider=\"fake\",status=\"429\"}"))
                .endsWith(" 1.0");
        assertThat(line("gateway_requests_total{model=\"mock-model\",provider=\"mock\",status=\"200\"}"))
                .endsWith(" 1.0");
        assertThat(line("gateway_tokens_used_total{model=\"gpt-test\",provider=\"fake\",type=\"input\"}"))
                .endsWith(" 9.0");
        assertThat(line("gateway_tokens_used_total{model=\"gpt-test\",provider=\"fake\",type=\"output\"}"))
                .endsWith(" 2.0");
        var all = metrics();
        assertThat(all)
                .contains(
                        "gateway_request_duration_seconds_bucket{",
                        "gateway_time_to_first_token_seconds_count{",
                        "gateway_overhead_seconds_bucket{",
                        "gen_ai_client_operation_duration_seconds_count{",
                        "gen_ai_client_token_usage",
                        "gateway_calls_active 0.0",
                        "jvm_memory_used_bytes{")
                .doesNotContain("sk-test", "wrong");
    }

    @Test
    void aModelNameFromOutsideIsNoLabelUntilItIsServed() {
        for (int i = 0; i < 20; i++) {
            gateway.caller().chat(HELLO.replace("gpt-test", "made-up-" + i));
        }
        Wait.until(provider.vertx(), () -> metrics().contains("status=\"404\""));
        assertThat(metrics()).doesNotContain("made-up");
    }

    @Test
    void countsWhatNeverBecameARequest() {
        try (var dripping = gateway.raw().send("POST /v1/chat/completions HTTP/1.1\r\nHo")) {
            assertThat(dripping.readAll()).startsWith("HTTP/1.1 408 ");
        }
        var badChunks = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-test\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}";
        try (var broken = gateway.raw().send(badChunks)) {
            assertThat(broken.readAll()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(line("gateway_requests_total{model=\"none\",provider=\"none\",status=\"408\"}"))
                .endsWith(" 1.0");
        assertThat(line("gateway_requests_total{model=\"none\",provider=\"none\",status=\"400\"}"))
                .endsWith(" 1.0");
    }

    @Test
    void namesThatPassThroughAreBoundedAsLabels() {
        for (int i = 0; i < 600; i++) {
            gateway.caller().chat(HELLO.replace("gpt-test", "mock/name-" + i + "@tokens=1"));
        }
        assertThat(metrics()
                        .lines()
                        .filter(line -> line.startsWith("gateway_requests_total{"))
                        .count())
                .isLessThan(510);
        assertThat(line("gateway_requests_total{model=\"other\"")).isNotEmpty();
    }
}
