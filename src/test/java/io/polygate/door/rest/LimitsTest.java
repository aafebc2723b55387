package io.polygate.door.rest;

import static io.polygate.door.rest.RestDoorContract.error;
import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bounded queues and answers, and the comment that keeps a quiet stream alive.
final class LimitsTest {

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aFullProviderIsA503ThatSaysWhenToComeBack() {
        var text = new GatewayText()
                .fake(provider, "limits: {concurrent: 1, queue: 1, queue-timeout: 20s, connections: 1}");
        try (var gateway = TestGateway.start(text)) {
            provider.answers(Script.hang());
            var running = gateway.caller().later(HELLO);
            provider.take();
            var queued = gateway.caller().later(HELLO);
            var third = gateway.caller().later(HELLO);
            var refused = Wait.on(java.util.concurrent.CompletableFuture.anyOf(queued, third)
                    .thenApply(done -> queued.isDone() ? queued.join() : third.join()));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(error(refused.body()).string("code")).isEqualTo("overloaded");
            assertThat(running.isDone()).isFalse();
            assertThat(queued.isDone() && third.isDone()).isFalse();
        }
    }

    @Test
    void whoWaitsTooLongForAProviderGetsA503() {
        var text = new GatewayText().fake(provider, "limits: {concurrent: 1, queue: 5, queue-timeout: 200ms}");
        try (var gateway = TestGateway.start(text)) {
            provider.answers(Script.hang());
            gateway.caller().later(HELLO);
            provider.take();
            var refused = gateway.caller().chat(HELLO);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(error(refused.body()).string("message")).contains("200 ms");
        }
    }

    @Test
    void aConnectionTooManyIsA503AndFindsRoomWhenAnotherHasLeft() {
        var text = new GatewayText().server("max-connections: 2").fake(provider);
        try (var gateway = TestGateway.start(text)) {
            provider.answers(Script.json(Script.CHAT));
            try (var first = gateway.raw();
                    var second = gateway.raw()) {
                assertThat(first.send(RawSocket.post(HELLO)).reply().status()).isEqualTo(200);
                assertThat(second.send(RawSocket.post(HELLO)).reply().status()).isEqualTo(200);
                try (var third = gateway.raw()) {
                    var refused = third.reply();
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.header("retry-after")).isEqualTo("2");
                    assertThat(refused.body()).contains("server.max-connections");
                }
            }
            Wait.until(provider.vertx(), () -> {
                try (var later = gateway.raw()) {
                    return later.send(RawSocket.post(HELLO)).reply().status() == 200;
                }
            });
        }
    }

    @Test
    void aWholeAnswerThatIsTooLargeIsA502() {
        var text = new GatewayText().fake(provider, "limits: {max-response: 10KiB}");
        try (var gateway = TestGateway.start(text)) {
            provider.answers(Script.json(Script.CHAT.replace("Hi", "x".repeat(200_000))));
            var answer = gateway.caller().chat(HELLO);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(error(answer.body()).string("message")).contains("10240", "max-response");
            provider.answers(Script.json(Script.CHAT));
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aQuietStreamIsKeptAliveByComments() throws IOException {
        var text = new GatewayText().server("stream-keepalive: 100ms").fake(provider);
        try (var gateway = TestGateway.start(text)) {
            provider.answers(Script.stall(Script.ROLE));
            var answer = gateway.caller().open(HELLO_STREAM);
            try (var body = answer.body()) {
                var expected = Script.ROLE + ": keep-alive\n\n: keep-alive\n\n";
                assertThat(new String(body.readNBytes(expected.length()))).isEqualTo(expected);
            }
        }
    }
}
