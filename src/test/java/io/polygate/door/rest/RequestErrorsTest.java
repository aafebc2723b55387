package io.polygate.door.rest;

import static io.polygate.door.rest.RestDoorContract.error;
import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a well-formed HTTP request, told in OpenAI's shape before any backend is asked.
final class RequestErrorsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(
            new GatewayText().server("max-body: 64KiB", "max-depth: 20").fake(PROVIDER));

    @AfterAll
    static void close() {
        assertThat(PROVIDER.waiting()).as("requests that reached the backend").isZero();
        GATEWAY.close();
        PROVIDER.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "null",
            value = {
                "` ` | 400 | invalid_json | null | line 1",
                "{\"model\":\"gpt-test\" | 400 | invalid_json | null | column",
                "{'model':1} | 400 | invalid_json | null | line 1, column 2",
                "{\"model\":\"gpt-test\",\"a\":NaN} | 400 | invalid_json | null | line 1, column 25",
                "{\"model\":\"gpt-test\"}x | 400 | invalid_json | null | line 1, column 21",
                "[] | 400 | invalid_request | null | an array (expected: an object)",
                "null | 400 | invalid_request | null | expected: an object",
                "\"text\" | 400 | invalid_request | null | a string (expected: an object)",
                "{} | 400 | missing_required_parameter | model | model is missing (expected: a string)",
                "{\"model\":null} | 400 | invalid_value | model | model is null (expected: a string)",
                "{\"model\":7} | 400 | invalid_value | model | model is a number (expected: a string)",
                "{\"model\":\"\"} | 400 | invalid_value | model | model is empty (expected: a string)",
                "{\"model\":\"gpt-test\",\"model\":\"gpt-test\"} | 400 | invalid_value | model | more than once",
                "{\"model\":\"gpt-test\",\"mod\\u0065l\":\"b\"} | 400 | invalid_value | model | more than once",
                "{\"model\":\"gpt-test\",\"stream\":\"yes\"} | 400 | invalid_value | stream | a string (expected: true or false)",
                "{\"model\":\"gpt-tset\"} | 404 | model_not_found | model | did you mean gpt-test",
                "{\"model\":\"nothing-like-it\"} | 404 | model_not_found | model | nothing-like-it",
            })
    void saysWhatIsWrongWithTheBody(String body, int status, String code, String param, String words) {
        var answer = GATEWAY.caller().chat(body == null ? "null" : body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        var error = error(answer.body());
        assertThat(error.string("code")).isEqualTo(code);
        assertThat(error.string("param")).isEqualTo(param);
        assertThat(error.string("message")).contains(words);
        assertThat(error.string("type")).isEqualTo("invalid_request_error");
        assertThat(answer.body()).doesNotContain("io.", "Exception", "java", "netty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\r\\nx-evil: 1", "a\\u007f", "..", "../../v1/files", "a/../b"})
    void refusesModelsThatNoHeaderAndNoPathCanName(String model) {
        var answer = GATEWAY.caller().chat(HELLO.replace("gpt-test", "fake/" + model));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(error(answer.body()).string("code")).isEqualTo("model_not_found");
    }

    @Test
    void refusesModelsThatAreLongerThanAnyVendors() {
        var answer = GATEWAY.caller().chat(HELLO.replace("gpt-test", "fake/" + "x".repeat(2200)));
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void refusesABodyThatIsNotUtf8() {
        var body = ("{\"model\":\"gpt-test\",\"a\":\"x\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xff;
        var answer = GATEWAY.caller().post("/v1/chat/completions", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer.body()).string("code")).isEqualTo("invalid_json");
    }

    @Test
    void refusesABodyThatIsTooDeep() {
        var deep = "{\"model\":\"gpt-test\",\"a\":" + "[".repeat(20) + "]".repeat(20) + "}";
        var answer = GATEWAY.caller().chat(deep);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer.body()).string("message")).contains("deeper than 20 levels", "max-depth");
    }

    @Test
    void asksForAKeyBeforeItSaysAnythingElse() {
        assertThat(GATEWAY.caller().withKey("no").chat("{").statusCode()).isEqualTo(401);
        assertThat(GATEWAY.caller().withKey("no").chat("{\"model\":\"no\"}").statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesAnUnknownPathAndAnotherMethod() {
        var path = GATEWAY.caller().post("/v1/chat/completion", HELLO);
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(error(path.body()).string("message")).contains("/v1/chat/completion");
        for (var method : new String[] {"GET", "PUT", "DELETE", "PATCH"}) {
            var answer = GATEWAY.caller().method(method, "/v1/chat/completions");
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("allow")).hasValue("POST");
            assertThat(error(answer.body()).string("code")).isEqualTo("method_not_allowed");
        }
        assertThat(GATEWAY.caller().post("/v1/models", HELLO).headers().firstValue("allow"))
                .hasValue("GET");
    }

    @ParameterizedTest
    @CsvSource({
        "content-type, text/plain",
        "content-type, multipart/form-data",
        "content-encoding, br",
        "content-encoding, deflate"
    })
    void refusesOtherMediaTypesAndEncodings(String header, String value) {
        var answer = GATEWAY.caller().chat(HELLO, header, value);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(error(answer.body()).string("code")).isEqualTo("unsupported_media_type");
    }

    @Test
    void refusesABodyThatIsTooLargeWhetherItsLengthIsSaidOrNot() {
        var large = "{\"model\":\"gpt-test\",\"a\":\"" + "x".repeat(70_000) + "\"}";
        try (var socket = GATEWAY.raw().trySend(RawSocket.post(large))) {
            var reply = socket.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(error(reply.body()).string("message")).contains("65536", "server.max-body");
        }
        var chunked = RawSocket.post("")
                .replace("Content-Length: 0", "Transfer-Encoding: chunked")
                .concat("11170\r\n" + "x".repeat(0x11170) + "\r\n0\r\n\r\n");
        try (var socket = GATEWAY.raw().trySend(chunked)) {
            assertThat(socket.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void refusesAGzipBombByItsUnpackedSize() {
        var bomb = Script.gzip("{\"model\":\"gpt-test\",\"a\":\"" + "x".repeat(10_000_000) + "\"}");
        assertThat(bomb.length()).isLessThan(64 * 1024);
        var answer = GATEWAY.caller().post("/v1/chat/completions", bomb.getBytes(), "content-encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(error(answer.body()).string("message")).contains("unpacked");
    }

    @Test
    void refusesWhatOnlyClaimsToBeGzip() {
        var answer = GATEWAY.caller().chat(HELLO, "content-encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(400);
        var whole = Script.gzip(HELLO).getBytes();
        var half = java.util.Arrays.copyOf(whole, whole.length / 2);
        assertThat(GATEWAY.caller()
                        .post("/v1/chat/completions", half, "content-encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
    }
}
