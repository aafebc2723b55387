package io.polygate.door.rest;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Same dialect: bytes pass, headers by allow-list, and only what routing must change is changed.
final class PassthroughTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText().fake(PROVIDER));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static String bodySent(String body) {
        PROVIDER.answers(Script.json(Script.CHAT));
        assertThat(GATEWAY.caller().chat(body).statusCode()).isEqualTo(200);
        return PROVIDER.take().body();
    }

    @Test
    void changesNothingInTheBodyButTheModelsName() {
        var body = " {\n\t\"vendor_x\" : [1.0e+2, {\"model\":\"inner\"}],\"model\" : \"gpt-test\" , \"stream\":false,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9 漢字 \\ud83d\\ude00\"}], \"seed\": 12345678901234567890 }\n";
        assertThat(bodySent(body)).isEqualTo(body.replace("\"gpt-test\"", "\"upstream-model\""));
    }

    @Test
    void findsTheModelUnderAnAliasAnEscapedNameAndTheProvidersOwn() {
        assertThat(bodySent("{\"mod\\u0065l\":\"gpt\\u002dtest-alias\",\"messages\":[]}"))
                .isEqualTo("{\"mod\\u0065l\":\"upstream-model\",\"messages\":[]}");
        assertThat(bodySent("{\"model\":\"fake/org/other\",\"messages\":[]}"))
                .isEqualTo("{\"model\":\"org/other\",\"messages\":[]}");
    }

    @Test
    void passesALargeBodyWhole() {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "漢字 words \\n ".repeat(200_000)
                + "\"}],\"model\":\"gpt-test\"}";
        assertThat(bodySent(body)).isEqualTo(body.replace("\"gpt-test\"", "\"upstream-model\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"stream_options\":null,",
                "\"stream_options\":{},",
                "\"stream_options\":{\"include_usage\":false,\"x\":1},"
            })
    void asksForUsageInAStreamAndKeepsItFromACallerWhoDidNot(String options) {
        for (var script : List.of(
                Script.stream(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE),
                Script.bytewise(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE))) {
            PROVIDER.answers(script);
            var answer = GATEWAY.caller().chat("{" + options + HELLO_STREAM.substring(1));
            assertThat(answer.body()).isEqualTo(Script.ROLE + Script.FINISH + Script.DONE);
            var sent = PROVIDER.take().json();
            assertThat(sent.object("stream_options").isTrue("include_usage")).isTrue();
            assertThat(sent.object("stream_options").has("x")).isEqualTo(options.contains("\"x\""));
        }
    }

    @Test
    void givesUsageToACallerWhoAskedForIt() {
        PROVIDER.answers(Script.stream(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE));
        var body = "{\"stream_options\":{\"include_usage\":true}," + HELLO_STREAM.substring(1);
        var answer = GATEWAY.caller().chat(body);
        assertThat(answer.body()).isEqualTo(Script.ROLE + Script.FINISH + Script.USAGE + Script.DONE);
        assertThat(PROVIDER.take().body()).isEqualTo(body.replace("\"gpt-test\"", "\"upstream-model\""));
    }

    @Test
    void doesNotAddStreamOptionsToAnUnstreamedCall() {
        assertThat(bodySent(HELLO)).doesNotContain("stream_options");
    }

    @Test
    void sendsTheAllowedHeadersUpstreamAndNoOthers() {
        PROVIDER.answers(Script.json(Script.CHAT));
        GATEWAY.caller()
                .chat(
                        HELLO,
                        "user-agent",
                        "openai-python/1.0",
                        "openai-organization",
                        "org-1",
                        "openai-beta",
                        "assistants=v2",
                        "x-stainless-lang",
                        "python",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "x-request-id",
                        "caller-id-1",
                        "cookie",
                        "session=secret",
                        "x-internal-user",
                        "42",
                        "x-forwarded-for",
                        "10.0.0.1",
                        "x-api-key",
                        "sk-other",
                        "proxy-authorization",
                        "Basic eA==",
                        "accept-encoding",
                        "br");
        var sent = PROVIDER.take();
        assertThat(sent.header("user-agent")).isEqualTo("openai-python/1.0");
        assertThat(sent.header("openai-organization")).isEqualTo("org-1");
        assertThat(sent.header("openai-beta")).isEqualTo("assistants=v2");
        assertThat(sent.header("x-stainless-lang")).isEqualTo("python");
        assertThat(sent.header("traceparent")).startsWith("00-0af7");
        assertThat(sent.header("x-request-id")).isEqualTo("caller-id-1");
        assertThat(sent.header("authorization")).isEqualTo("Bearer sk-upstream");
        assertThat(sent.header("content-type")).isEqualTo("application/json");
        assertThat(sent.headers().names().stream().map(String::toLowerCase))
                .doesNotContain("cookie", "x-internal-user", "x-forwarded-for", "x-api-key", "proxy-authorization");
        assertThat(sent.headers().toString()).doesNotContain("sk-test", "sk-other");
    }

    @Test
    void givesTheAllowedHeadersBackAndNoOthers() {
        PROVIDER.answers(Script.json(
                Script.CHAT,
                "x-ratelimit-limit-requests",
                "100",
                "openai-processing-ms",
                "12",
                "x-request-id",
                "vendor-1",
                "set-cookie",
                "a=b",
                "server",
                "nginx",
                "x-internal-host",
                "10.1.2.3",
                "keep-alive",
                "timeout=5",
                "www-authenticate",
                "Basic"));
        var headers = GATEWAY.caller().chat(HELLO, "x-request-id", "mine").headers();
        assertThat(headers.firstValue("x-ratelimit-limit-requests")).hasValue("100");
        assertThat(headers.firstValue("openai-processing-ms")).hasValue("12");
        assertThat(headers.allValues("x-request-id")).containsExactly("mine");
        assertThat(headers.firstValue("x-upstream-request-id")).hasValue("vendor-1");
        assertThat(headers.map().keySet())
                .doesNotContain("set-cookie", "server", "x-internal-host", "keep-alive", "www-authenticate");
    }

    @Test
    void replacesARequestIdThatIsNotWellFormed() {
        for (var id : List.of("with space", "x".repeat(129), "é")) {
            PROVIDER.answers(Script.json(Script.CHAT));
            try (var socket = GATEWAY.raw().send(RawSocket.post(HELLO, "X-Request-Id: " + id))) {
                var given = socket.reply().header("x-request-id");
                assertThat(given).isNotEqualTo(id).matches("req_[0-9a-v]{24}");
                assertThat(PROVIDER.take().header("x-request-id")).isEqualTo(given);
            }
        }
        var longest = "x".repeat(128);
        assertThat(GATEWAY.caller()
                        .chat(HELLO, "x-request-id", longest)
                        .headers()
                        .firstValue("x-request-id"))
                .hasValue(longest);
    }

    @Test
    void errorsCarryTheRequestIdToo() {
        for (var path : List.of("/v1/chat/completions", "/v1/nowhere")) {
            var answer = GATEWAY.caller().withKey("wrong").post(path, HELLO, "x-request-id", "err-1");
            assertThat(answer.headers().firstValue("x-request-id")).hasValue("err-1");
            assertThat(Json.parse(answer.body()).string("request_id")).isEqualTo("err-1");
        }
    }

    @Test
    void unpacksWhatABackendPacked() {
        PROVIDER.answers(Script.gzipped("application/json", Script.CHAT));
        var whole = GATEWAY.caller().chat(HELLO);
        assertThat(whole.body()).isEqualTo(Script.CHAT);
        assertThat(whole.headers().firstValue("content-encoding")).isEmpty();
        PROVIDER.answers(Script.gzipped("text/event-stream", Script.STREAM));
        assertThat(GATEWAY.caller().chat(HELLO_STREAM).body()).isEqualTo(Script.STREAM);
    }

    @Test
    void refusesAnAnswerWhosePackingIsBrokenOrUnknown() {
        var whole = Script.gzip(Script.CHAT);
        var bodies = Map.of(
                "gzip", whole.getBuffer(0, whole.length() - 12),
                "x-gzip", Buffer.buffer(Script.CHAT),
                "br", whole);
        bodies.forEach((encoding, body) -> {
            PROVIDER.answers(Script.packed("application/json", encoding, body));
            var answer = GATEWAY.caller().chat(HELLO);
            assertThat(answer.statusCode()).as(encoding).isEqualTo(502);
            assertThat(answer.body()).contains("upstream_error");
        });
    }

    @Test
    void packsALargeAnswerForACallerWhoTakesGzip() throws IOException {
        var large = Script.CHAT.replace("Hi", "Hi ".repeat(20_000));
        PROVIDER.answers(Script.json(large));
        assertThat(GATEWAY.caller().chat(HELLO).body()).isEqualTo(large);
        var packed = GATEWAY.caller().bytes("/v1/chat/completions", HELLO, "accept-encoding", "gzip");
        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .asString()
                .isEqualTo(large);
    }

    @Test
    void takesAGzippedBody() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var answer = GATEWAY.caller()
                .post("/v1/chat/completions", Script.gzip(HELLO).getBytes(), "content-encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(PROVIDER.take().body()).isEqualTo(HELLO.replace("gpt-test", "upstream-model"));
    }

    @Test
    void servesEveryOperationUnderBothPrefixes() {
        for (var path : List.of("/chat/completions", "/completions", "/embeddings")) {
            for (var prefix : List.of("/v1", "/api/v1")) {
                PROVIDER.answers(Script.json(Script.CHAT));
                assertThat(GATEWAY.caller().post(prefix + path, HELLO).statusCode())
                        .isEqualTo(200);
                assertThat(PROVIDER.take().path()).isEqualTo("/v1" + path);
            }
        }
    }

    @Test
    void takesTheKeyInAnyOfTheThreeHeaders() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var anonymous = GATEWAY.caller().withKey("");
        assertThat(anonymous.chat(HELLO, "x-api-key", "sk-test").statusCode()).isEqualTo(200);
        assertThat(anonymous.chat(HELLO, "api-key", "sk-test").statusCode()).isEqualTo(200);
        assertThat(anonymous.chat(HELLO, "authorization", "bearer sk-test").statusCode())
                .isEqualTo(200);
        assertThat(anonymous.chat(HELLO, "authorization", "Basic sk-test").statusCode())
                .isEqualTo(401);
    }

    @Test
    void listsModelsAndGivesOneByName() {
        for (var prefix : List.of("/v1", "/api/v1")) {
            var list = Json.parse(GATEWAY.caller().get(prefix + "/models").body());
            assertThat(list.string("object")).isEqualTo("list");
            assertThat(list.items("data"))
                    .extracting(model -> model.string("id"))
                    .containsExactly("gpt-test", "gpt-test-alias");
            var one = GATEWAY.caller().get(prefix + "/models/gpt-test");
            assertThat(Json.parse(one.body()).string("owned_by")).isEqualTo("fake");
            assertThat(GATEWAY.caller().get(prefix + "/models/fake%2Forg%2Fx").statusCode())
                    .isEqualTo(200);
            assertThat(GATEWAY.caller().get(prefix + "/models/fake/org/x").statusCode())
                    .isEqualTo(200);
        }
        var unknown = GATEWAY.caller().get("/v1/models/gpt-tset");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(RestDoorContract.error(unknown.body()).string("message")).contains("did you mean gpt-test");
        assertThat(GATEWAY.caller().withKey("no").get("/v1/models").statusCode())
                .isEqualTo(401);
    }
}
