package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A call with an `Idempotency-Key` reaches its backend once, however often it is sent.
final class IdempotencyTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final String KEY = "idempotency-key";

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    private void start(String... lines) {
        PROVIDER.answers(Script.json(Script.CHAT, "openai-processing-ms", "12"));
        var text = new GatewayText().fake(PROVIDER).keyOf("name: other, key: sk-other");
        for (var line : lines) {
            text.line(line);
        }
        gateway = TestGateway.start(text);
    }

    @Test
    void theSameKeyGetsTheSameAnswerAndOneCallIsSent() {
        start();
        var first = gateway.caller().chat(Caller.HELLO, KEY, "k1");
        var again = gateway.caller().chat(Caller.HELLO, KEY, "k1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        for (var header : List.of("openai-processing-ms", "x-polygate-provider", "x-polygate-model", "content-type")) {
            assertThat(again.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(first.headers().firstValue(header));
        }
        assertThat(PROVIDER.waiting()).isEqualTo(1);
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k2").statusCode()).isEqualTo(200);
        assertThat(PROVIDER.waiting()).isEqualTo(2);
    }

    @Test
    void aStreamIsReplayedEventForEvent() {
        start();
        PROVIDER.answers(Script.stream(Script.STREAM));
        var first = gateway.caller().chat(Caller.HELLO_STREAM, KEY, "k1");
        var again = gateway.caller().chat(Caller.HELLO_STREAM, KEY, "k1");
        assertThat(first.body()).endsWith("data: [DONE]\n\n");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(PROVIDER.waiting()).isEqualTo(1);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        start();
        gateway.caller().chat(Caller.HELLO, KEY, "k1");
        var other = gateway.caller().chat(Caller.HELLO.replace("Hi", "Ho"), KEY, "k1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(Json.parse(other.body()).get("error").string("code")).isEqualTo("idempotency_key_reused");
        var anthropic = gateway.caller()
                .post("/v1/messages", Caller.HELLO.replaceFirst("\\{", "{\"max_tokens\":9,"), KEY, "k1");
        assertThat(anthropic.statusCode()).isEqualTo(422);
        assertThat(Json.parse(anthropic.body()).string("type")).isEqualTo("error");
        assertThat(PROVIDER.waiting()).isEqualTo(1);
    }

    @Test
    void keysOfOtherCallersAreTheirOwn() {
        start();
        gateway.caller().chat(Caller.HELLO, KEY, "k1");
        var other = gateway.caller().withKey("sk-other").chat(Caller.HELLO.replace("Hi", "Ho"), KEY, "k1");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(PROVIDER.waiting()).isEqualTo(2);
    }

    @Test
    void aSecondAtTheSameMomentWaitsForTheFirst() {
        start("runtime: {event-loops: 2}");
        var go = new CompletableFuture<Void>();
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.DONE));
        var first = gateway.caller().later(Caller.HELLO_STREAM, KEY, "k1");
        PROVIDER.take();
        var others = List.of(
                gateway.caller().later(Caller.HELLO_STREAM, KEY, "k1"),
                gateway.caller().later(Caller.HELLO_STREAM, KEY, "k1"),
                gateway.caller().later(Caller.HELLO_STREAM, KEY, "k1"));
        Wait.until(
                gateway.vertx(),
                () -> gateway.management().get("/metrics").body().contains("gateway_calls_active 4"));
        go.complete(null);
        var body = Wait.on(first).body();
        assertThat(body).endsWith("data: [DONE]\n\n");
        others.forEach(other -> assertThat(Wait.on(other).body()).isEqualTo(body));
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void aFailureThatMayPassIsNotKept() {
        start("routing: {retries: 0}");
        PROVIDER.then(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k1").statusCode()).isEqualTo(500);
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k1").statusCode()).isEqualTo(200);
        PROVIDER.then(Script.json(400, "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\"}}"));
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k2").statusCode()).isEqualTo(400);
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k2").statusCode()).isEqualTo(400);
        assertThat(PROVIDER.waiting()).isEqualTo(3);
    }

    @Test
    void aStreamThatBrokeIsNotKept() {
        start();
        PROVIDER.answers(Script.stream(Script.STREAM)).then(Script.cut(Script.ROLE + Script.HELLO));
        assertThat(gateway.caller().chat(Caller.HELLO_STREAM, KEY, "k1").body()).contains("error");
        assertThat(gateway.caller().chat(Caller.HELLO_STREAM, KEY, "k1").body()).contains("世界");
    }

    @Test
    void aCallerWhoLostItsConnectionFindsTheAnswerThatItPaidFor() {
        start();
        var go = new CompletableFuture<Void>();
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.DONE));
        try (var socket = gateway.raw()
                .send(RawSocket.post(Caller.HELLO_STREAM).replaceFirst("\r\n", "\r\nidempotency-key: k1\r\n"))) {
            socket.readTo("Hello");
        }
        Wait.until(
                gateway.vertx(),
                () -> gateway.management().get("/metrics").body().contains("gateway_calls_active 0"));
        var again = gateway.caller().later(Caller.HELLO_STREAM, KEY, "k1");
        go.complete(null);
        assertThat(Wait.on(again).body()).contains("Hello").contains("世界").endsWith("data: [DONE]\n\n");
        PROVIDER.take();
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void answersBeyondTheBoundsMakeRoomOrAreNotKept() {
        start("idempotency: {max-count: 1, max-each: 2KiB}");
        gateway.caller().chat(Caller.HELLO, KEY, "k1");
        gateway.caller().chat(Caller.HELLO, KEY, "k2");
        gateway.caller().chat(Caller.HELLO, KEY, "k1");
        assertThat(PROVIDER.waiting()).isEqualTo(3);
        PROVIDER.answers(Script.json(Script.CHAT.replace("Hi", "x".repeat(3000))));
        gateway.caller().chat(Caller.HELLO, KEY, "k3");
        gateway.caller().chat(Caller.HELLO, KEY, "k3");
        assertThat(PROVIDER.waiting()).isEqualTo(2);
    }

    @Test
    void anAnswerIsForgottenAfterItsLifetime() {
        start("idempotency: {lifetime: 1ms}");
        gateway.caller().chat(Caller.HELLO, KEY, "k1");
        Wait.until(gateway.vertx(), () -> {
            gateway.caller().chat(Caller.HELLO, KEY, "k1");
            return PROVIDER.waiting() > 1;
        });
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        start();
        assertThat(gateway.caller().chat(Caller.HELLO, KEY, "k".repeat(256)).statusCode())
                .isEqualTo(400);
        assertThat(PROVIDER.waiting()).isZero();
    }
}
