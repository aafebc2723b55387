package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenAI's own clients for JavaScript and Python: what their users see.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OpenAiSdkTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .mock()
            .fake(PROVIDER)
            .targets("retry", "{provider: fake, model: retry}")
            .targets("stall", "{provider: fake, model: stall}")
            .targets("hang", "{provider: fake, model: hang}"));
    private static final Map<Sdk, Map<String, Json>> SEEN = new EnumMap<>(Sdk.class);
    private static final List<Received> LEFT = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void script() {
        var tries = new AtomicInteger();
        var busy = Script.json(429, "{\"error\":{\"message\":\"busy\"}}", "retry-after-ms", "10");
        PROVIDER.answers(asked -> {
            switch (asked.json().string("model")) {
                case "retry" -> (tries.getAndIncrement() % 2 == 0 ? busy : Script.json(Script.CHAT)).play(asked);
                case "stall" -> {
                    LEFT.add(asked);
                    Script.stall(Script.ROLE).play(asked);
                }
                default -> LEFT.add(asked);
            }
        });
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static Json seen(Sdk sdk, String name) {
        var all = SEEN.computeIfAbsent(
                sdk,
                s -> s.run(
                        "openai_client",
                        Map.of(
                                "OPENAI_BASE_URL",
                                "http://127.0.0.1:" + GATEWAY.port() + "/v1",
                                "OPENAI_API_KEY",
                                "sk-test")));
        var result = all.get(name);
        assertThat(result).as("case %s among %s", name, all.keySet()).isNotNull();
        assertThat(result.string("failed")).as("case %s", name).isNull();
        return result;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void chats(Sdk sdk) {
        var chat = seen(sdk, "chat");
        assertThat(chat.string("text")).startsWith("You said: hello there");
        assertThat(chat.string("finish")).isEqualTo("stop");
        assertThat(chat.count("usage")).isPositive();
        assertThat(chat.string("id")).startsWith("req_");
        assertThat(chat.string("provider")).isEqualTo("mock");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void streamsTheSameText(Sdk sdk) {
        var chat = seen(sdk, "chat");
        var stream = seen(sdk, "stream");
        assertThat(stream.string("text")).isEqualTo(chat.string("text"));
        assertThat(stream.string("finish")).isEqualTo("stop");
        assertThat(stream.count("chunks")).isGreaterThan(5);
        assertThat(stream.get("usage")).isNull();
        assertThat(seen(sdk, "stream_usage").count("usage")).isEqualTo(chat.count("usage"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void callsToolsAndTakesTheirResults(Sdk sdk) {
        var tools = seen(sdk, "tools");
        assertThat(tools.string("name")).isEqualTo("weather");
        assertThat(tools.object("arguments").string("city")).isNotEmpty();
        assertThat(tools.string("finish")).isEqualTo("tool_calls");
        assertThat(tools.string("answer")).contains("12 degrees");
        assertThat(seen(sdk, "tools_stream").object("arguments")).isEqualTo(tools.object("arguments"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void answersInTheShapeThatWasAskedFor(Sdk sdk) {
        assertThat(seen(sdk, "structured").string("color")).isEqualTo("red");
        assertThat(seen(sdk, "structured").number("count")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void embedsCompletesAndLists(Sdk sdk) {
        var embeddings = seen(sdk, "embeddings");
        assertThat(embeddings.count("count")).isEqualTo(2);
        assertThat(embeddings.count("size")).isEqualTo(256);
        assertThat(embeddings.get("length").asDouble()).isCloseTo(1, within(1e-5));
        assertThat(embeddings.isTrue("same")).isTrue();
        assertThat(seen(sdk, "completions").string("finish")).isEqualTo("length");
        assertThat(seen(sdk, "models").items("ids")).extracting(Json::asString).contains("mock-model", "retry");
        assertThat(seen(sdk, "models").string("one")).isEqualTo("mock");
    }

    @ParameterizedTest
    @CsvSource({
        "bad_request, BadRequestError, 400, invalid_value",
        "bad_key, AuthenticationError, 401, invalid_api_key",
        "no_model, NotFoundError, 404, model_not_found",
        "rate_limit, RateLimitError, 429, rate_limit_exceeded",
        "conflict, ConflictError, 409, conflict",
        "unprocessable, UnprocessableEntityError, 422, unprocessable",
        "forbidden, PermissionDeniedError, 403, permission_denied",
        "server_error, InternalServerError, 500, upstream_error",
        "upstream_auth, InternalServerError, 502, upstream_auth",
        "unreachable, InternalServerError, 502, upstream_unreachable",
        "overloaded, InternalServerError, 503, overloaded",
    })
    void raisesTheClientsOwnExceptions(String name, String exception, int status, String code) {
        for (var sdk : List.of(Sdk.NODE, Sdk.PYTHON)) {
            var error = seen(sdk, name);
            assertThat(error.string("name")).isEqualTo(exception);
            assertThat(error.count("status")).isEqualTo(status);
            assertThat(error.string("code")).isEqualTo(code);
            assertThat(error.string("id")).startsWith("req_");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void namesTheFieldThatIsWrong(Sdk sdk) {
        assertThat(seen(sdk, "bad_request").string("param")).isEqualTo("max_tokens");
        assertThat(seen(sdk, "no_model").string("message")).contains("did you mean mock-model");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void aStreamThatBreaksRaisesAfterWhatCame(Sdk sdk) {
        var broken = seen(sdk, "broken_stream");
        assertThat(broken.string("text")).isEqualTo("You said:");
        assertThat(broken.string("name")).isEqualTo("APIError");
        assertThat(broken.string("message")).contains("cut short");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void triesAgainWhenTheBackendSaysSo(Sdk sdk) {
        assertThat(seen(sdk, "retry").string("text")).isEqualTo("Hi");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void leavingAndTimingOutEndTheBackendsCalls(Sdk sdk) {
        assertThat(seen(sdk, "abort_stream").isTrue("left")).isTrue();
        assertThat(seen(sdk, "timeout").string("name"))
                .isEqualTo(sdk == Sdk.NODE ? "APIConnectionTimeoutError" : "APITimeoutError");
        assertThat(LEFT).hasSizeGreaterThanOrEqualTo(2);
        LEFT.forEach(asked -> Wait.on(asked.gone()));
    }
}
