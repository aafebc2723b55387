package io.polygate.door.rest;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every caller of the REST door relies on, wherever routing runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestDoorContract {

    final FakeProvider provider = new FakeProvider();

    abstract TestGateway gateway();

    private Caller caller() {
        return gateway().caller();
    }

    static Json error(String body) {
        var error = Json.parse(body).object("error");
        assertThat(error).as("an error in %s", body).isNotNull();
        assertThat(error.members().stream().map(Json.Member::name)).contains("message", "type", "param", "code");
        return error;
    }

    @Test
    void answersAChat() {
        provider.answers(Script.json(Script.CHAT));
        var answer = caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Script.CHAT);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("x-polygate-provider")).hasValue("fake");
        assertThat(answer.headers().firstValue("x-polygate-model")).hasValue("upstream-model");
        assertThat(answer.headers().firstValue("x-polygate-overhead-ms").orElseThrow())
                .matches("\\d+\\.\\d{3}");
        assertThat(provider.take().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void streamsAChatByteForByte() {
        provider.answers(Script.stream(Script.STREAM));
        var answer = caller().chat(HELLO_STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.body()).isEqualTo(Script.STREAM);
    }

    @Test
    void streamsTheSameHoweverTheBackendSplitsIt() {
        provider.answers(Script.bytewise(Script.STREAM));
        assertThat(caller().chat(HELLO_STREAM).body()).isEqualTo(Script.STREAM);
    }

    @Test
    void anEventIsThereBeforeTheNextOneIsSent() throws IOException {
        provider.answers(Script.stall(Script.ROLE));
        var answer = caller().open(HELLO_STREAM);
        try (var body = answer.body()) {
            assertThat(new String(body.readNBytes(Script.ROLE.length()))).isEqualTo(Script.ROLE);
        }
    }

    @Test
    void refusesABadBodyWithoutAskingABackend() {
        provider.answers(Script.json(Script.CHAT));
        var answer = caller().chat("{\"model\":\"gpt-test\",}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer.body()).string("message")).contains("line 1", "column 21");
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void refusesAnUnknownKeyWithoutAskingABackend() {
        provider.answers(Script.json(Script.CHAT));
        for (var key : List.of("", "sk-wrong")) {
            var answer = caller().withKey(key).chat(HELLO);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(error(answer.body()).string("code")).isEqualTo("invalid_api_key");
            assertThat(answer.body()).doesNotContain("sk-wrong");
        }
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void passesABackendsRateLimitOnAsItIs() {
        var body =
                "{\"error\":{\"message\":\"Slow down\",\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";
        provider.answers(Script.json(429, body, "retry-after", "7", "x-ratelimit-remaining-tokens", "0"));
        var answer = caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-tokens")).hasValue("0");
    }

    @Test
    void aBackendThatIsDownIsA502() {
        provider.answers(Script.reset());
        var answer = caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(error(answer.body()).string("type")).isEqualTo("upstream_error");
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorEvent() {
        for (var script : List.of(Script.cut(Script.ROLE + Script.HELLO), Script.early(Script.ROLE + Script.HELLO))) {
            provider.answers(script);
            var answer = caller().chat(HELLO_STREAM);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith(Script.ROLE + Script.HELLO + "data: {\"error\":");
            assertThat(answer.body()).doesNotContain("[DONE]");
            var last = answer.body().substring(answer.body().lastIndexOf("data: ") + 6);
            assertThat(error(last).string("code")).isEqualTo("upstream_error");
        }
    }

    @Test
    void aCallerWhoLeavesMidStreamEndsTheBackendsCall() {
        provider.answers(Script.stall(Script.ROLE));
        var socket = gateway().raw().send(RawSocket.post(HELLO_STREAM));
        socket.readTo("assistant");
        var asked = provider.take();
        assertThat(asked.gone().isComplete()).isFalse();
        socket.close();
        Wait.on(asked.gone());
    }

    @Test
    void aCallerWhoLeavesBeforeTheAnswerEndsTheBackendsCall() {
        for (var body : List.of(HELLO, HELLO_STREAM)) {
            provider.answers(Script.hang());
            var socket = gateway().raw().send(RawSocket.post(body));
            var asked = provider.take();
            socket.reset();
            Wait.on(asked.gone());
        }
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var written = new AtomicLong();
        int chunks = 12_000;
        provider.answers(Script.flood(chunks, 16 * 1024, written));
        try (var socket = gateway().raw().send(RawSocket.post(HELLO_STREAM))) {
            var head = socket.readTo("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 200");
            provider.take();
            long held = Wait.untilStill(provider.vertx(), written::get);
            assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
            assertThat(socket.skipTo("[DONE]")).isGreaterThan(written.get());
        }
    }

    @Test
    void aFailureThatPassesIsNotSeenByTheCaller() {
        provider.answers(Script.json(Script.CHAT)).then(Script.reset()).then(Script.cut("{"));
        assertThat(caller().chat(HELLO).statusCode()).isEqualTo(200);
        assertThat(provider.waiting()).isEqualTo(3);
    }
}
