package io.polygate.door.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What every GraphQL caller over HTTP relies on.
final class GraphQlDoorTest {

    private static final String RESPONSE = "application/graphql-response+json";
    private static final String INPUT = "(input: {model: \"gpt-test\", messages: [{role: USER, content: \"hi\"}]})";
    private static final String CHAT = "mutation { chat" + INPUT
            + " { text finishReason usage { inputTokens outputTokens } toolCalls { id name arguments } } }";
    private static final String STREAM = "subscription { chatStream" + INPUT
            + " { __typename ... on TextDelta { text } ... on Finished { finishReason usage { inputTokens outputTokens } } } }";

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .mock()
            .member("guest", "sk-guest")
            .fake(PROVIDER)
            .line("discovery: {enabled: false}")
            .line("graphql: {max-depth: 6, max-complexity: 4000}"));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    static String body(String query) {
        return new JsonWriter().object().field("query", query).endObject().toString();
    }

    private static HttpResponse<String> ask(Caller caller, String query, String... headers) {
        return caller.post("/graphql", body(query), headers);
    }

    private static Json answer(String query) {
        return Json.parse(ask(GATEWAY.caller(), query).body());
    }

    private static Json data(String query) {
        var answer = answer(query);
        assertThat(answer.has("errors")).as(answer.raw()).isFalse();
        return answer.object("data");
    }

    private static Json error(Json answer) {
        return answer.items("errors").getFirst();
    }

    private static String code(Json answer) {
        return error(answer).object("extensions").string("code");
    }

    @Test
    void answersAChat() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var answer = ask(GATEWAY.caller(), CHAT, "accept", RESPONSE, "x-request-id", "my-id");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue(RESPONSE + "; charset=utf-8");
        assertThat(answer.headers().firstValue("x-request-id")).hasValue("my-id");
        assertThat(answer.body())
                .isEqualTo("{\"data\":{\"chat\":{\"text\":\"Hi\",\"finishReason\":\"STOP\",\"usage\":"
                        + "{\"inputTokens\":9,\"outputTokens\":2},\"toolCalls\":[]}}}");
        assertThat(PROVIDER.take().json().string("model")).isEqualTo("upstream-model");
    }

    @Test
    void toolsTravelByteForByte() {
        PROVIDER.answers(Script.json(Script.CHAT.replace(
                "\"content\":\"Hi\"",
                "\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"n\\\": 12345678901234567890}\"}}]")));
        var variables = "{\"input\":{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"USER\",\"content\":\"hi\"}],"
                + "\"tools\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":"
                + "{\"n\":{\"const\":12345678901234567890,\"maximum\":1.50,\"minimum\":-0,\"step\":1e2,\"default\":null}}}}]}}";
        var query = "mutation($input: ChatInput!) { chat(input: $input) { toolCalls { id name arguments } } }";
        var sent = new JsonWriter()
                .object()
                .field("query", query)
                .rawField("variables", variables)
                .endObject()
                .toString();
        var call = Json.parse(GATEWAY.caller().post("/graphql", sent).body())
                .object("data")
                .object("chat")
                .items("toolCalls")
                .getFirst();
        assertThat(call.string("arguments")).isEqualTo("{\"n\": 12345678901234567890}");
        assertThat(PROVIDER.take().body())
                .contains(
                        "{\"n\":{\"const\":12345678901234567890,\"maximum\":1.50,\"minimum\":-0,\"step\":1e2,\"default\":null}}");
    }

    @Test
    void streamsAChatAsEvents() throws IOException {
        PROVIDER.answers(
                Script.stream(Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE));
        var events = events(stream(STREAM));
        assertThat(events)
                .containsExactly(
                        "next {\"data\":{\"chatStream\":{\"__typename\":\"TextDelta\",\"text\":\"Hello\"}}}",
                        "next {\"data\":{\"chatStream\":{\"__typename\":\"TextDelta\",\"text\":\" 世界\"}}}",
                        "next {\"data\":{\"chatStream\":{\"__typename\":\"Finished\",\"finishReason\":\"STOP\","
                                + "\"usage\":{\"inputTokens\":9,\"outputTokens\":2}}}}",
                        "complete ");
    }

    @Test
    void streamsToWhoTakesEventsAmongOtherThings() throws IOException {
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO + Script.FINISH + Script.DONE));
        var accept = RESPONSE + ", application/json, text/event-stream, multipart/mixed";
        assertThat(events(GATEWAY.caller().openAt("/graphql", body(STREAM), "accept", accept)))
                .hasSize(3)
                .first()
                .asString()
                .contains("Hello");
        var refused = "application/json, text/event-stream;q=0";
        assertThat(ask(GATEWAY.caller(), STREAM, "accept", refused).statusCode())
                .isEqualTo(406);
    }

    private static HttpResponse<InputStream> stream(String query) {
        return GATEWAY.caller().openAt("/graphql", body(query), "accept", "text/event-stream");
    }

    private static List<String> events(HttpResponse<InputStream> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        var events = new ArrayList<String>();
        var name = "";
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(name + " " + line.substring(6));
                }
            }
        }
        return events;
    }

    @Test
    void refusesAnUnknownKeyWithoutAskingABackend() {
        PROVIDER.answers(Script.json(Script.CHAT));
        for (var key : List.of("", "sk-wrong")) {
            for (var query : List.of(CHAT, "{ models { id } }", "{ __schema { types { name } } }", "{ nonsense")) {
                var answer = ask(GATEWAY.caller().withKey(key), query);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(code(Json.parse(answer.body()))).isEqualTo("invalid_api_key");
                assertThat(answer.body()).doesNotContain("sk-wrong");
            }
        }
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void refusesABadFieldByNameWithoutAskingABackend() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var answer = answer(CHAT.replace("model:", "maxTokens: -1, model:"));
        assertThat(code(answer)).isEqualTo("invalid_value");
        assertThat(error(answer).string("message")).isEqualTo("input.maxTokens: -1 (expected: >= 1)");
        assertThat(error(answer).object("extensions").string("param")).isEqualTo("input.maxTokens");
        assertThat(error(answer).object("extensions").string("requestId")).isNotEmpty();
        assertThat(error(answer).raw("path")).isEqualTo("[\"chat\"]");
        assertThat(answer.object("data").raw()).isEqualTo("{\"chat\":null}");
        assertThat(code(answer(CHAT.replace("gpt-test", "nobody")))).isEqualTo("model_not_found");
        assertThat(code(answer(CHAT.replace("role: USER", "role: TOOL")))).isEqualTo("invalid_value");
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void tellsABackendsRateLimitWithTheTimeToWait() {
        PROVIDER.answers(Script.json(429, "{\"error\":{\"message\":\"Slow down\"}}", "retry-after", "7"));
        var answer = answer(CHAT);
        assertThat(code(answer)).isEqualTo("rate_limit_exceeded");
        assertThat(error(answer).string("message")).isEqualTo("Slow down");
        assertThat(error(answer).object("extensions").number("retryAfter")).isEqualTo(7);
    }

    @Test
    void aBackendThatIsDownIsAnErrorOfItsField() {
        PROVIDER.answers(Script.reset());
        var answer = ask(GATEWAY.caller(), CHAT, "accept", RESPONSE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(code(Json.parse(answer.body()))).startsWith("upstream_");
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("io.polygate");
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorAfterWhatCame() throws IOException {
        PROVIDER.answers(Script.cut(Script.ROLE + Script.HELLO));
        var events = events(stream(STREAM));
        assertThat(events.get(0)).contains("Hello");
        assertThat(events.get(1)).startsWith("next {\"errors\":[{").contains("\"code\":\"upstream_error\"");
        assertThat(events.get(2)).isEqualTo("complete ");
        assertThat(events).hasSize(3);
    }

    @Test
    void aCallerWhoLeavesEndsTheBackendsCall() throws IOException {
        PROVIDER.answers(Script.stall(Script.ROLE + Script.HELLO));
        var stream = stream(STREAM);
        var asked = PROVIDER.take();
        stream.body().close();
        Wait.on(asked.gone());
        PROVIDER.answers(Script.hang());
        try (var socket = GATEWAY.raw()) {
            socket.send("POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-test\r\n"
                    + "content-type: application/json\r\ncontent-length: "
                    + body(CHAT).length() + "\r\n\r\n"
                    + body(CHAT));
            asked = PROVIDER.take();
        }
        Wait.on(asked.gone());
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() throws IOException {
        var written = new AtomicLong();
        int chunks = 4_000;
        PROVIDER.answers(Script.flood(chunks, 16 * 1024, written));
        var stream = stream(STREAM);
        long held = Wait.untilStill(PROVIDER.vertx(), written::get);
        assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
        long characters = 0;
        for (var event : events(stream)) {
            var text = event.startsWith("next ")
                    ? Json.parse(event.substring(5))
                            .object("data")
                            .object("chatStream")
                            .string("text")
                    : null;
            characters += text == null ? 0 : text.length();
        }
        assertThat(characters).isEqualTo(chunks * 16L * 1024);
    }

    @Test
    void turnsTextsIntoVectors() {
        PROVIDER.answers(Script.json("{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\","
                + "\"index\":0,\"embedding\":[0.25,-1.5]}],\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}"));
        var result = data("mutation { embeddings(input: {model: \"gpt-test\", inputs: [\"a\"]})"
                        + " { embeddings usage { inputTokens } } }")
                .object("embeddings");
        assertThat(result.raw("embeddings")).isEqualTo("[[0.25,-1.5]]");
        assertThat(result.object("usage").number("inputTokens")).isEqualTo(3);
    }

    @Test
    void listsModelsAndProvidersInPages() {
        assertThat(data("{ models { id provider contextLength } }").raw())
                .isEqualTo("{\"models\":[{\"id\":\"mock-model\",\"provider\":\"mock\",\"contextLength\":null},"
                        + "{\"id\":\"gpt-test\",\"provider\":\"fake\",\"contextLength\":null},"
                        + "{\"id\":\"gpt-test-alias\",\"provider\":\"fake\",\"contextLength\":null}]}");
        assertThat(data("{ models(first: 1, after: \"mock-model\") { id } }").raw())
                .isEqualTo("{\"models\":[{\"id\":\"gpt-test\"}]}");
        assertThat(data("{ providers { id dialect models { id } } model(id: \"gpt-test\") { provider } }")
                        .raw())
                .isEqualTo("{\"providers\":[{\"id\":\"fake\",\"dialect\":\"openai\",\"models\":[{\"id\":\"gpt-test\"},"
                        + "{\"id\":\"gpt-test-alias\"}]},{\"id\":\"mock\",\"dialect\":\"mock\",\"models\":"
                        + "[{\"id\":\"mock-model\"}]}],\"model\":{\"provider\":\"fake\"}}");
        assertThat(data("{ health { ready reason } }").raw())
                .isEqualTo("{\"health\":{\"ready\":true,\"reason\":\"ok\"}}");
    }

    @Test
    void onlyAdministratorsSeeAndSteerEndpoints() {
        var list = "{ endpoints { nodes { id provider state weight } pageInfo { hasNextPage } totalCount } }";
        var guest = GATEWAY.caller().withKey("sk-guest");
        for (var query : List.of(list, "{ connections { totalCount } }", "{ providers { endpoints { id } } }")) {
            assertThat(ask(guest, query).body()).contains("\"permission_denied\"");
        }
        var boss = GATEWAY.caller();
        var all = Json.parse(ask(boss, list).body()).object("data").object("endpoints");
        assertThat(all.number("totalCount")).isEqualTo(2);
        var mock = all.items("nodes").getLast();
        assertThat(mock.string("provider")).isEqualTo("mock");
        assertThat(mock.string("state")).isEqualTo("HEALTHY");
        var of = "(provider: \"mock\", endpoint: \"" + mock.string("id") + "\"";
        assertThat(ask(guest, "mutation { drainEndpoint" + of + ") { state } }").body())
                .contains("permission_denied");
        assertThat(ask(boss, "mutation { drainEndpoint" + of + ") { state } }").body())
                .isEqualTo("{\"data\":{\"drainEndpoint\":{\"state\":\"DRAINING\"}}}");
        assertThat(ask(boss, "mutation { weighEndpoint" + of + ", weight: 7) { weight } }")
                        .body())
                .isEqualTo("{\"data\":{\"weighEndpoint\":{\"weight\":7}}}");
        assertThat(ask(boss, "mutation { ejectEndpoint" + of + ", seconds: 60) { state } }")
                        .body())
                .contains("state");
        assertThat(ask(boss, "mutation { restoreEndpoint" + of + ") { state } }")
                        .body())
                .isEqualTo("{\"data\":{\"restoreEndpoint\":{\"state\":\"HEALTHY\"}}}");
        assertThat(ask(boss, "mutation { drainEndpoint(provider: \"fake\", endpoint: \"x\") { state } }")
                        .body())
                .contains("\"not_found\"");
        assertThat(ask(boss, "{ connections { totalCount nodes { id } } }").body())
                .isEqualTo("{\"data\":{\"connections\":{\"totalCount\":0,\"nodes\":[]}}}");
    }

    @Test
    void showsTheLastCallsInPages() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var guest = GATEWAY.caller().withKey("sk-guest");
        ask(guest, CHAT, "x-request-id", "call-1");
        ask(guest, CHAT, "x-request-id", "call-2");
        ask(GATEWAY.caller(), CHAT, "x-request-id", "call-3");
        var query = "{ calls(first: 1) { nodes { id door model provider status inputTokens finishReason }"
                + " pageInfo { hasNextPage endCursor } } }";
        var page = Json.parse(ask(guest, query).body()).object("data").object("calls");
        assertThat(page.items("nodes").getFirst().raw())
                .isEqualTo("{\"id\":\"call-2\",\"door\":\"graphql\",\"model\":\"gpt-test\",\"provider\":\"fake\","
                        + "\"status\":200,\"inputTokens\":9,\"finishReason\":\"stop\"}");
        assertThat(page.object("pageInfo").isTrue("hasNextPage")).isTrue();
        var cursor = page.object("pageInfo").string("endCursor");
        var next = Json.parse(ask(guest, query.replace("first: 1", "first: 1, after: \"" + cursor + "\""))
                .body());
        assertThat(next.object("data").object("calls").items("nodes").getFirst().string("id"))
                .isEqualTo("call-1");
        assertThat(ask(GATEWAY.caller(), query).body()).contains("call-3");
        assertThat(code(answer("{ calls(after: \"!\") { nodes { id } } }"))).isEqualTo("invalid_value");
    }

    @Test
    void refusesWhatIsNoRequest() {
        var caller = GATEWAY.caller();
        assertThat(caller.post("/graphql", "{\"query\":").statusCode()).isEqualTo(400);
        assertThat(caller.post("/graphql", "").statusCode()).isEqualTo(400);
        assertThat(caller.post("/graphql", "{}").body()).contains("query is missing");
        assertThat(caller.post("/graphql", "{\"query\":1}").statusCode()).isEqualTo(400);
        assertThat(caller.post("/graphql", "{\"query\":\"{__typename}\",\"variables\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        var batch = caller.post("/graphql", "[" + body("{__typename}") + "]");
        assertThat(batch.statusCode()).isEqualTo(400);
        assertThat(batch.body()).contains("batching is off");
        for (var type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1")) {
            assertThat(caller.post("/graphql", body("{__typename}"), "content-type", type)
                            .statusCode())
                    .isEqualTo(415);
        }
        assertThat(caller.post("/graphql", body("{__typename}"), "accept", "image/png")
                        .statusCode())
                .isEqualTo(406);
        var put = caller.method("PUT", "/graphql");
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("allow").orElseThrow()).contains("POST");
        assertThat(code(Json.parse(put.body()))).isEqualTo("method_not_allowed");
    }

    @Test
    void statusTellsOfARefusalOnlyInTheNewMediaType() {
        for (var query : List.of("{ nonsense", "{ nonsense }", "query($a: Int!) { models(first: $a) { id } }")) {
            var caller = GATEWAY.caller();
            assertThat(ask(caller, query).statusCode()).isEqualTo(200);
            var answer = ask(caller, query, "accept", RESPONSE);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(Json.parse(answer.body()).has("data")).isFalse();
            assertThat(code(Json.parse(answer.body()))).isEqualTo("invalid_request");
            assertThat(answer.body()).doesNotContain("java").doesNotContain("Exception");
        }
    }

    @Test
    void aQueryMayComeByGetAndAMutationNot() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var caller = GATEWAY.caller();
        assertThat(caller.get("/graphql?query=%7B__typename%7D").body())
                .isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
        assertThat(caller.get(
                                "/graphql?query=query(%24n:Int)%7Bmodels(first:%24n)%7Bid%7D%7D&variables=%7B%22n%22:1%7D")
                        .body())
                .isEqualTo("{\"data\":{\"models\":[{\"id\":\"mock-model\"}]}}");
        var refused = caller.get("/graphql?query=" + java.net.URLEncoder.encode(CHAT, StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("allow")).hasValue("POST");
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void boundsDepthAndComplexity() {
        assertThat(error(answer("{ providers { models { id } } a: providers { models { id } } }"))
                        .string("message"))
                .contains("graphql.max-complexity");
        var deep =
                "{ calls { edges { node { id } } } __schema { types { fields { type { ofType { ofType { name } } } } } } }";
        assertThat(answer(deep).has("errors")).isFalse();
        var twice = "fragment A on ChatResult { content { toolCall { id } } } mutation { chat" + INPUT + " { ...A } }";
        PROVIDER.answers(Script.json(Script.CHAT));
        assertThat(answer(twice).has("errors")).isFalse();
        var aliases = new StringBuilder("mutation {");
        for (int i = 0; i < 250; i++) {
            aliases.append(" a").append(i).append(": chat").append(INPUT).append(" { text }");
        }
        assertThat(code(answer(aliases + " }"))).isEqualTo("invalid_request");
    }

    @Test
    void keepsQueriesByTheirHash() throws Exception {
        var query = "{ models { id } health { ready } }";
        var digest = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
        var hash = HexFormat.of().formatHex(digest);
        var extensions = "\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + hash + "\"}}";
        var caller = GATEWAY.caller();
        var unknown = Json.parse(caller.post("/graphql", "{" + extensions + "}").body());
        assertThat(error(unknown).string("message")).isEqualTo("PersistedQueryNotFound");
        assertThat(code(unknown)).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        var wrong = "{\"query\":\"{__typename}\"," + extensions + "}";
        assertThat(caller.post("/graphql", wrong).body()).contains("sha does not match");
        var sent = caller.post("/graphql", "{\"query\":\"" + query + "\"," + extensions + "}");
        assertThat(sent.body()).startsWith("{\"data\":");
        assertThat(caller.post("/graphql", "{" + extensions + "}").body()).isEqualTo(sent.body());
    }

    @Test
    void tellsLiveCallsUntilTheCallerLeaves() throws IOException {
        PROVIDER.answers(Script.json(Script.CHAT));
        var live = stream("subscription { calls { id door status } }");
        var reader = new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8));
        assertThat(reader.readLine()).isEqualTo(":");
        GATEWAY.caller().chat(Caller.HELLO, "x-request-id", "live-1");
        var line = reader.readLine();
        while (!line.startsWith("data: ") || !line.contains("live-1")) {
            line = reader.readLine();
        }
        assertThat(line).isEqualTo("data: {\"data\":{\"calls\":{\"id\":\"live-1\",\"door\":\"rest\",\"status\":200}}}");
        live.body().close();
    }
}
