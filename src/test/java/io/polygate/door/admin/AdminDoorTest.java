package io.polygate.door.admin;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.config.ConfigResult;
import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminDoorTest {

    private final FakeProvider first = new FakeProvider().answers(Script.json(Script.CHAT));
    private final FakeProvider second = new FakeProvider().answers(Script.json(Script.CHAT));
    private TestGateway gateway;
    private Caller admin;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(text("round_robin", 1));
        admin = gateway.caller();
    }

    @AfterEach
    void close() {
        gateway.close();
        first.close();
        second.close();
    }

    private GatewayText text(String balance, int weight) {
        return new GatewayText()
                .entry("{id: local, dialect: openai, balance: " + balance + ", discovery: {type: static, endpoints: ["
                        + "{url: \"" + first.baseUrl() + "\", id: one, zone: a, weight: " + weight + "},"
                        + "{url: \"" + second.baseUrl() + "\", id: two}]}, credentials: [{value: sk-upstream}]}")
                .targets("gpt-test", "{provider: local, model: upstream-model}")
                .keyOf("name: member, key: sk-member, role: member");
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private JsonObject instance(String id) {
        return json(admin.get("/loadbalancer/instances")).getJsonArray("instances").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(admin.chat(HELLO).statusCode()).isEqualTo(200);
        }
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String... words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var error = new JsonObject(answer.body()).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo(code);
        for (var word : words) {
            assertThat(error.getString("message")).contains(word);
        }
    }

    @Test
    void listsEveryEndpointOfEveryProviderWithWhatItDoes() {
        call(4);
        var one = instance("one");
        assertThat(one.getString("provider")).isEqualTo("local");
        assertThat(one.getString("state")).isEqualTo("healthy");
        assertThat(one.getString("why")).isEmpty();
        assertThat(one.getString("zone")).isEqualTo("a");
        assertThat(one.getInteger("weight")).isEqualTo(1);
        assertThat(one.getInteger("in_flight")).isZero();
        assertThat(one.getLong("calls")).isEqualTo(2);
        assertThat(one.getLong("failures")).isZero();
        assertThat(one.getString("address")).isEqualTo("127.0.0.1:" + first.port());
        assertThat(instance("two").getLong("calls")).isEqualTo(2);
        var provider = json(admin.get("/loadbalancer/metrics"))
                .getJsonArray("providers")
                .getJsonObject(0);
        assertThat(provider.getString("id")).isEqualTo("local");
        assertThat(provider.getString("algorithm")).isEqualTo("round_robin");
        assertThat(provider.getLong("calls")).isEqualTo(4);
        assertThat(provider.getJsonObject("endpoints").getLong("healthy")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/loadbalancer/instances",
        "GET,/loadbalancer/metrics",
        "PUT,/loadbalancer/algorithm",
        "POST,/admin/v1/endpoints/local/one:drain",
        "POST,/admin/v1/endpoints/local/one:dance",
        "PUT,/admin/v1/endpoints/local/one/weight",
        "GET,/admin/v1/calls",
        "GET,/admin/v1/calls/none",
        "POST,/admin/v1/route:explain",
        "GET,/admin/v1/connections",
        "DELETE,/admin/v1/connections/1",
        "GET,/admin/v1/config"
    })
    void isForKeysOfRoleAdminAlone(String method, String path) {
        assertError(admin.withKey("").method(method, path), 401, "invalid_api_key");
        assertError(admin.withKey("sk-wrong").method(method, path), 401, "invalid_api_key");
        assertError(admin.withKey("sk-member").method(method, path), 403, "permission_denied", "role admin");
        assertThat(admin.method(method, path).statusCode()).isNotIn(401, 403);
        assertThat(instance("one").getString("state")).isEqualTo(path.endsWith("drain") ? "draining" : "healthy");
    }

    @Test
    void changesHowAProviderIsBalanced() {
        put("/loadbalancer/algorithm", "{\"provider\":\"local\",\"algorithm\":\"weighted_round_robin\"}");
        assertThat(algorithm()).isEqualTo("weighted_round_robin");
        put("/admin/v1/endpoints/local/one/weight", "{\"weight\":3}");
        call(8);
        assertThat(instance("one").getLong("calls")).isEqualTo(6);
        assertThat(instance("two").getLong("calls")).isEqualTo(2);
    }

    @Test
    void changesHowAModelAndHowEverybodyIsBalanced() {
        put("/loadbalancer/algorithm", "{\"model\":\"gpt-test\",\"algorithm\":\"consistent_hash\"}");
        call(4);
        assertThat(List.of(instance("one").getLong("calls"), instance("two").getLong("calls")))
                .containsExactlyInAnyOrder(4L, 0L);
        put("/loadbalancer/algorithm", "{\"algorithm\":\"random\"}");
        assertThat(algorithm()).isEqualTo("random");
        put("/loadbalancer/algorithm", "{\"algorithm\":\"configured\"}");
        assertThat(algorithm()).isEqualTo("round_robin");
    }

    private JsonObject put(String path, String body) {
        return json(admin.put(path, body));
    }

    private String algorithm() {
        return json(admin.get("/loadbalancer/metrics"))
                .getJsonArray("providers")
                .getJsonObject(0)
                .getString("algorithm");
    }

    @Test
    void saysWhatWasExpectedInsteadOfBadInput() {
        assertError(
                admin.put("/loadbalancer/algorithm", "{\"algorithm\":\"fastest\"}"),
                400,
                "invalid_value",
                "algorithm: \"fastest\"",
                "round_robin",
                "lowest_cost");
        assertError(
                admin.put("/loadbalancer/algorithm", "{}"), 400, "missing_required_parameter", "algorithm", "ip_hash");
        assertError(admin.put("/loadbalancer/algorithm", "[1]"), 400, "invalid_json", "JSON object");
        assertError(admin.put("/loadbalancer/algorithm", "{\"algorithm\":7}"), 400, "invalid_value", "a text");
        assertError(
                admin.put("/loadbalancer/algorithm", "{\"modle\":\"a\",\"algorithm\":\"random\"}"),
                400,
                "invalid_value",
                "modle",
                "provider, model, algorithm");
        assertError(
                admin.put("/loadbalancer/algorithm", "{\"provider\":\"nobody\",\"algorithm\":\"random\"}"),
                404,
                "not_found",
                "nobody",
                "local");
        assertError(
                admin.put("/loadbalancer/algorithm", "{\"model\":\"nothing\",\"algorithm\":\"random\"}"),
                404,
                "not_found",
                "nothing");
        for (var weight : List.of("-1", "1.5", "\"many\"", "1000001", "null")) {
            var answer = admin.put("/admin/v1/endpoints/local/one/weight", "{\"weight\":" + weight + "}");
            assertThat(answer.statusCode()).as(weight).isEqualTo(400);
            assertThat(answer.body()).contains("a whole number from 0 to 1000000");
        }
        assertError(admin.post("/admin/v1/endpoints/local/three:drain", ""), 404, "not_found", "three", "one, two");
        assertError(admin.post("/admin/v1/endpoints/nobody/one:drain", ""), 404, "not_found", "nobody");
        assertError(admin.post("/admin/v1/endpoints/local/one:dance", ""), 404, "not_found", ":drain");
        assertError(admin.post("/admin/v1/endpoints/local/one:eject", "{\"seconds\":0}"), 400, "invalid_value");
        assertError(admin.get("/admin/v1/calls?limit=0"), 400, "invalid_value", "limit");
        assertThat(algorithm()).isEqualTo("round_robin");
    }

    @Test
    void aDrainedEndpointGetsNoCallsUntilItIsRestored() {
        var answer = json(admin.post("/admin/v1/endpoints/local/one:drain", ""));
        assertThat(answer.getString("state")).isEqualTo("draining");
        call(4);
        assertThat(instance("one").getLong("calls")).isZero();
        assertThat(instance("one").getString("why")).isEqualTo("draining");
        admin.post("/admin/v1/endpoints/local/one:restore", "");
        call(4);
        assertThat(instance("one").getLong("calls")).isEqualTo(2);
        json(admin.post("/admin/v1/endpoints/local/two%3Aeject".replace("%3A", ":"), "{\"seconds\":60}"));
        assertThat(instance("two").getString("state")).isEqualTo("ejected");
        call(2);
        assertThat(instance("one").getLong("calls")).isEqualTo(4);
    }

    @Test
    void whatWasSaidHoldsUntilTheConfigurationChangesTheSame() {
        put("/loadbalancer/algorithm", "{\"provider\":\"local\",\"algorithm\":\"random\"}");
        put("/admin/v1/endpoints/local/one/weight", "{\"weight\":7}");
        json(admin.post("/admin/v1/endpoints/local/two:drain", ""));
        assertThat(gateway.reload(text("round_robin", 1).log("calls: false, level: error")))
                .isInstanceOf(ConfigResult.Accepted.class);
        assertThat(algorithm()).isEqualTo("random");
        assertThat(instance("one").getInteger("weight")).isEqualTo(7);
        assertThat(instance("two").getString("state")).isEqualTo("draining");
        gateway.reload(text("least_requests", 2));
        Wait.until(gateway.vertx(), () -> instance("one").getInteger("weight") == 2);
        assertThat(algorithm()).isEqualTo("least_requests");
        assertThat(instance("two").getString("state")).isEqualTo("draining");
    }

    @Test
    void tellsOfCallsTheLatestFirstPageByPage() {
        for (int i = 0; i < 5; i++) {
            admin.chat(HELLO, "x-request-id", "call-" + i);
        }
        assertThat(gateway.decision("call-4").getString("id")).isEqualTo("call-4");
        var page = json(admin.get("/admin/v1/calls?limit=3"));
        assertThat(ids(page)).containsExactly("call-4", "call-3", "call-2");
        var rest = json(admin.get("/admin/v1/calls?limit=3&after=" + page.getString("next")));
        assertThat(ids(rest)).containsExactly("call-1", "call-0");
        assertThat(rest.getString("next")).isNull();
        var call = json(admin.get("/admin/v1/calls/call-3"));
        assertThat(call.getJsonObject("chosen").getString("provider")).isEqualTo("local");
        assertThat(call.getJsonArray("attempts").getJsonObject(0).getString("endpoint"))
                .isIn("one", "two");
        assertError(admin.get("/admin/v1/calls/call-9"), 404, "not_found");
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("calls").stream()
                .map(each -> ((JsonObject) each).getString("id"))
                .toList();
    }

    @Test
    void saysWhatWouldHappenToARequestWithoutSendingIt() {
        var reloaded = gateway.reload(new GatewayText()
                .provider("a", first.baseUrl())
                .provider("b", second.baseUrl())
                .targets(
                        "gpt-test",
                        "{provider: a, model: big, when: {header: {x-tier: gold}}}",
                        "{provider: b, model: small, priority: 2}"));
        assertThat(reloaded).isInstanceOf(ConfigResult.Accepted.class);
        var plain = json(admin.post("/admin/v1/route:explain", HELLO));
        assertThat(order(plain)).containsExactly("small");
        assertThat(plain.getJsonArray("considered").encode()).contains("x-tier");
        var own = json(admin.post("/admin/v1/route:explain", HELLO, "x-tier", "gold"));
        assertThat(order(own)).containsExactly("big", "small");
        var within = new JsonObject(HELLO).put("headers", new JsonObject().put("X-Tier", "gold"));
        assertThat(order(json(admin.post("/admin/v1/route:explain", within.encode()))))
                .containsExactly("big", "small");
        var wrapped = new JsonObject()
                .put("request", new JsonObject(HELLO))
                .put("headers", new JsonObject().put("x-tier", "gold"))
                .put("key", "test");
        var answer = json(admin.post("/admin/v1/route:explain", wrapped.encode()));
        assertThat(order(answer)).containsExactly("big", "small");
        assertThat(answer.getJsonObject("endpoints").getJsonObject("a").getJsonArray("instances"))
                .hasSize(1);
        var unknown = json(admin.post("/admin/v1/route:explain", HELLO.replace("gpt-test", "gpt-none")));
        assertThat(unknown.getJsonObject("error").getInteger("status")).isEqualTo(404);
        assertError(admin.post("/admin/v1/route:explain", "{}"), 400, "missing_required_parameter", "model");
        assertError(admin.post("/admin/v1/route:explain", "{"), 400, "invalid_json");
        assertThat(first.waiting() + second.waiting()).isZero();
    }

    private static List<String> order(JsonObject explanation) {
        return explanation.getJsonArray("order", new JsonArray()).stream()
                .map(each -> ((JsonObject) each).getString("model"))
                .toList();
    }

    @Test
    void listsWebSocketsAndClosesThem() {
        try (var socket = FrameSocket.ask(gateway.port(), "/ws", "Authorization: Bearer sk-test")) {
            Wait.until(gateway.vertx(), () -> connections().size() == 1);
            var connection = connections().getJsonObject(0);
            assertThat(connection.getString("path")).isEqualTo("/ws");
            assertThat(connection.getString("key")).isEqualTo("test");
            var path = "/admin/v1/connections/" + connection.getString("id");
            assertThat(admin.method("DELETE", path).statusCode()).isEqualTo(204);
            Wait.until(gateway.vertx(), () -> connections().isEmpty());
        }
        assertError(admin.method("DELETE", "/admin/v1/connections/99"), 404, "not_found");
        assertError(admin.method("DELETE", "/admin/v1/connections/x"), 404, "not_found");
    }

    private JsonArray connections() {
        return json(admin.get("/admin/v1/connections")).getJsonArray("connections");
    }

    @Test
    void showsTheConfigurationWithoutItsSecrets() {
        var answer = admin.get("/admin/v1/config");
        var config = json(answer).getJsonObject("config");
        assertThat(config.getJsonArray("providers").getJsonObject(0).getString("id"))
                .isEqualTo("local");
        assertThat(config.getJsonObject("management").getInteger("port")).isZero();
        assertThat(answer.body()).doesNotContain("sk-upstream", "sk-test", "sk-member");
        var yaml = admin.get("/admin/v1/config", "accept", "application/yaml");
        assertThat(yaml.body()).contains("providers:").doesNotContain("sk-upstream", "sk-test");
        assertThat(yaml.headers().firstValue("content-type")).contains("application/yaml");
    }

    @Test
    void whereNobodyNeedsAKeyOnlyThisMachineSteersAndNoBrowserForIt() {
        gateway.reload(text("round_robin", 1).line("auth: {mode: open}"));
        var nobody = admin.withKey("");
        Wait.until(gateway.vertx(), () -> nobody.chat(HELLO).statusCode() == 200);
        assertThat(nobody.get("/loadbalancer/instances").statusCode()).isEqualTo(200);
        for (var header : List.of("origin", "x-forwarded-for", "sec-fetch-site")) {
            assertError(nobody.get("/loadbalancer/instances", header, "https://a.example"), 401, "invalid_api_key");
        }
        assertThat(admin.get("/loadbalancer/instances", "origin", "https://a.example")
                        .statusCode())
                .isEqualTo(200);
        assertError(admin.withKey("sk-member").get("/loadbalancer/instances"), 403, "permission_denied");
    }
}
