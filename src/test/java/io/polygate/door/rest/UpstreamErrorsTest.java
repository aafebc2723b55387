package io.polygate.door.rest;

import static io.polygate.door.rest.RestDoorContract.error;
import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What of a backend's failure reaches the caller.
final class UpstreamErrorsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final FakeProvider SECOND = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(PROVIDER, "timeouts: {connect: 2s, first-byte: 300ms, idle: 300ms, total: 1500ms}")
            .provider("nobody", "http://127.0.0.1:1/v1")
            .provider("nowhere", "http://name.invalid/v1")
            .model("nobody-model", "nobody", "x"));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
        SECOND.close();
    }

    private static String vendorError(String message, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"vendor_type\",\"param\":\"p\",\"code\":\"" + code
                + "\",\"extra\":{\"kept\":true}}}";
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529})
    void keepsABackendsStatusAndWords(int status) {
        var body = vendorError("It said so", "vendor_code");
        for (var call : List.of(HELLO, HELLO_STREAM)) {
            PROVIDER.answers(Script.json(status, body, "retry-after", "3", "x-ratelimit-reset-requests", "1s"));
            var answer = GATEWAY.caller().chat(call);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("3");
            assertThat(answer.headers().firstValue("x-ratelimit-reset-requests"))
                    .hasValue("1s");
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 300, 301, 304, 307, 600, 999})
    void aStatusThatIsNoErrorIs502(int status) {
        for (var call : List.of(HELLO, HELLO_STREAM)) {
            PROVIDER.answers(Script.json(status, "{}", "location", "http://127.0.0.1:1/"));
            var answer = GATEWAY.caller().chat(call);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("location")).isEmpty();
            assertThat(error(answer.body()).string("message")).isEqualTo("the backend answered with status " + status);
        }
    }

    @Test
    void aRefusedCredentialOfOursIsNeverTheCallersFault() {
        PROVIDER.answers(Script.json(401, vendorError("Incorrect API key provided: sk-upstream", "invalid_api_key")));
        var answer = GATEWAY.caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(error(answer.body()).string("code")).isEqualTo("upstream_auth");
        assertThat(answer.body()).doesNotContain("sk-upstream");
    }

    @Test
    void completesAnErrorThatLacksMembers() {
        PROVIDER.answers(Script.json(400, "{\"error\":{\"message\":\"short\"}}"));
        var answer = GATEWAY.caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer.body()).string("message")).isEqualTo("short");
    }

    @Test
    void anErrorPageIsAnErrorInOurWords() {
        PROVIDER.answers(Script.json(503, "<html>down for maintenance at 10.0.0.7</html>", "retry-after", "30"));
        var answer = GATEWAY.caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("30");
        assertThat(answer.body()).doesNotContain("10.0.0.7");
        error(answer.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\",\"code\":429}} | 429",
                "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\"}} | 400",
                "{\"error\":{\"message\":\"m\",\"code\":\"503\"}} | 503",
                "{\"error\":{\"message\":\"m\"}} | 502",
                "{\"error\":\"it failed\"} | 502",
            })
    void anErrorInsideA200GetsTheStatusThatItSpeaksOf(String body, int status) {
        PROVIDER.answers(Script.json(body));
        var answer = GATEWAY.caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(status);
        error(answer.body());
        PROVIDER.answers(Script.stream("data: " + body + "\n\ndata: [DONE]\n\n"));
        var stream = GATEWAY.caller().chat(HELLO_STREAM);
        assertThat(stream.statusCode()).isEqualTo(status);
        error(stream.body());
    }

    @Test
    void aJsonErrorInPlaceOfAStreamIsAnError() {
        PROVIDER.answers(Script.json("{\"error\":{\"message\":\"m\",\"code\":\"503\"}}"));
        assertThat(GATEWAY.caller().chat(HELLO_STREAM).statusCode()).isEqualTo(503);
    }

    @Test
    void anErrorEventAfterTheFirstOnePassesAndEndsTheStream() {
        var event = "data: {\"error\":{\"message\":\"late\",\"type\":\"server_error\",\"code\":\"500\"}}\n\n";
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO + event));
        var answer = GATEWAY.caller().chat(HELLO_STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Script.ROLE + Script.HELLO + event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "<html></html>", "{\"choices\":[", "{} {}", ""})
    void anAnswerThatIsNotJsonIsA502(String body) {
        PROVIDER.answers(Script.json(body));
        var answer = GATEWAY.caller().chat(HELLO);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(error(answer.body()).string("code")).isEqualTo("upstream_error");
    }

    @Test
    void anAnswerThatIsCutShortIsA502() {
        for (var script : List.of(Script.tooShort(Script.CHAT), Script.cut(""), Script.reset())) {
            PROVIDER.answers(script);
            var answer = GATEWAY.caller().chat(HELLO);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(error(answer.body()).string("type")).isEqualTo("upstream_error");
        }
    }

    @Test
    void aStreamWithoutAnyEventIsA502() {
        for (var script : List.of(Script.early(""), Script.early(": ping\n\n"))) {
            PROVIDER.answers(script);
            var answer = GATEWAY.caller().chat(HELLO_STREAM);
            assertThat(answer.statusCode()).isEqualTo(502);
            error(answer.body());
        }
    }

    @Test
    void anUnreachableBackendIsA502ThatNamesNoHost() {
        for (var model : List.of("nobody-model", "nowhere/x")) {
            var answer = GATEWAY.caller().chat(HELLO.replace("gpt-test", model));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(error(answer.body()).string("code")).isEqualTo("upstream_unreachable");
            assertThat(answer.body()).doesNotContain("127.0.0.1", "name.invalid", "Exception");
        }
    }

    @Test
    void aBackendThatSaysNothingEndsInTheFirstByteTimeout() {
        for (var call : List.of(HELLO, HELLO_STREAM)) {
            PROVIDER.answers(Script.hang());
            var answer = GATEWAY.caller().chat(call);
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(error(answer.body()).string("message")).contains("first-byte");
        }
    }

    @Test
    void aStreamThatFallsSilentEndsInTheIdleTimeout() {
        PROVIDER.answers(Script.stall(Script.ROLE));
        var answer = GATEWAY.caller().chat(HELLO_STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(Script.ROLE);
        var event = Json.parse(answer.body().substring(answer.body().lastIndexOf("data: ") + 6));
        assertThat(event.object("error").string("message")).contains("idle");
        assertThat(event.object("error").string("code")).isEqualTo("upstream_timeout");
    }

    @Test
    void aStreamThatNeverEndsEndsInTheTotalTimeout() {
        PROVIDER.answers(Script.drip(Script.HELLO, 50));
        var answer = GATEWAY.caller().chat(HELLO_STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("total timeout");
    }

    /// A gateway of its own: one that has seen a target fail leaves it out for a while.
    private static TestGateway bothTargets() {
        return TestGateway.start(new GatewayText()
                .fake(PROVIDER, "timeouts: {connect: 2s, first-byte: 300ms, idle: 300ms, total: 1500ms}")
                .provider("second", SECOND.baseUrl())
                .targets(
                        "both",
                        "{provider: fake, model: a, priority: 1}",
                        "{provider: second, model: b, priority: 2}"));
    }

    @Test
    void triesTheNextTargetUntilOneBegins() {
        SECOND.answers(Script.json(Script.CHAT));
        for (var script : List.of(
                Script.reset(),
                Script.json(500, "{}"),
                Script.json(429, "{}"),
                Script.json(401, "{}"),
                Script.json("oops"),
                Script.hang())) {
            PROVIDER.answers(script);
            try (var gateway = bothTargets()) {
                var answer = gateway.caller().chat(HELLO.replace("gpt-test", "both"));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-polygate-provider")).hasValue("second");
                assertThat(PROVIDER.take().json().string("model")).isEqualTo("a");
                assertThat(SECOND.take().json().string("model")).isEqualTo("b");
            }
        }
    }

    @Test
    void doesNotTryTheNextTargetForTheCallersOwnFault() {
        SECOND.answers(Script.json(Script.CHAT));
        PROVIDER.answers(Script.json(400, vendorError("too long", "context_length_exceeded")));
        try (var gateway = bothTargets()) {
            assertThat(gateway.caller().chat(HELLO.replace("gpt-test", "both")).statusCode())
                    .isEqualTo(400);
        }
        assertThat(SECOND.waiting()).isZero();
    }

    @Test
    void doesNotTryTheNextTargetOnceAStreamHasBegun() {
        SECOND.answers(Script.stream(Script.STREAM));
        PROVIDER.answers(Script.cut(Script.ROLE));
        try (var gateway = bothTargets()) {
            var answer = gateway.caller().chat(HELLO_STREAM.replace("gpt-test", "both"));
            assertThat(answer.body()).startsWith(Script.ROLE + "data: {\"error\":");
        }
        assertThat(SECOND.waiting()).isZero();
    }
}
