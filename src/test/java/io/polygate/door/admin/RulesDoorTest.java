package io.polygate.door.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Operators change rules while the gateway runs, over HTTP and in GraphQL.
final class RulesDoorTest {

    private static final String PUT = "mutation { putRule(rule: {name: \"house\", targets: [{provider: \"fake\", "
            + "model: \"other-model\", maxRps: 100, share: null}]}) { name source targets { model maxRps weight } } }";
    private static final String HOUSE = "{\"targets\":[{\"provider\":\"fake\",\"model\":\"other-model\"}]}";

    private final FakeProvider provider = new FakeProvider().answers(Script.json(Script.CHAT));
    private final TestGateway gateway = TestGateway.start(text());

    private GatewayText text() {
        return new GatewayText().fake(provider).member("guest", "sk-guest");
    }

    @AfterEach
    void close() {
        gateway.close();
        provider.close();
    }

    private Caller admin() {
        return gateway.caller();
    }

    private Json graph(Caller caller, String query) {
        var body = new JsonWriter().object().field("query", query).endObject().toString();
        return Json.parse(caller.post("/graphql", body).body());
    }

    /// The backend's model that a name goes to, or the status of the refusal.
    private String goesTo(TestGateway at, String model) {
        var answer =
                at.caller().chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        return answer.statusCode() == 200 ? provider.take().json().string("model") : "" + answer.statusCode();
    }

    private String goesTo(String model) {
        return goesTo(gateway, model);
    }

    @Test
    void aRuleHoldsFromTheNextCallOnAndGoesAgain() {
        assertThat(goesTo("house")).isEqualTo("404");
        assertThat(graph(admin(), PUT).raw())
                .isEqualTo("{\"data\":{\"putRule\":{\"name\":\"house\",\"source\":\"OPERATOR\",\"targets\":["
                        + "{\"model\":\"other-model\",\"maxRps\":100,\"weight\":100}]}}}");
        assertThat(goesTo("house")).isEqualTo("other-model");
        assertThat(admin().get("/v1/models").body()).contains("\"house\"");
        assertThat(graph(admin(), "mutation { removeRule(name: \"house\") }").raw())
                .isEqualTo("{\"data\":{\"removeRule\":true}}");
        assertThat(goesTo("house")).isEqualTo("404");
    }

    @Test
    void aConfiguredRuleIsReplacedRemovedAndRestored() {
        assertThat(goesTo("gpt-test")).isEqualTo("upstream-model");
        var answer = admin().put("/admin/v1/rules/gpt-test", HOUSE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(goesTo("gpt-test")).isEqualTo("other-model");
        var rules = graph(admin(), "{ rules { totalCount nodes { name source aliases targets { provider model } } } }");
        assertThat(rules.object("data").object("rules").raw())
                .isEqualTo("{\"totalCount\":1,\"nodes\":[{\"name\":\"gpt-test\",\"source\":\"OPERATOR\",\"aliases\":[],"
                        + "\"targets\":[{\"provider\":\"fake\",\"model\":\"other-model\"}]}]}");
        assertThat(admin().method("DELETE", "/admin/v1/rules/gpt-test").statusCode())
                .isEqualTo(200);
        assertThat(goesTo("gpt-test")).isEqualTo("404");
        assertThat(admin().method("DELETE", "/admin/v1/rules/gpt-test").statusCode())
                .isEqualTo(404);
        var restored = graph(admin(), "mutation { restoreRule(name: \"gpt-test\") { source targets { model } } }");
        assertThat(restored.raw())
                .isEqualTo("{\"data\":{\"restoreRule\":{\"source\":\"CONFIGURATION\",\"targets\":["
                        + "{\"model\":\"upstream-model\"}]}}}");
        assertThat(goesTo("gpt-test")).isEqualTo("upstream-model");
        assertThat(admin().post("/admin/v1/rules/nobody:restore", "").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"targets\":[{\"provider\":\"nobody\",\"model\":\"m\"}]} | targets[0].provider | \"nobody\"",
                "{\"targets\":[{\"provider\":\"fake\",\"model\":\"m\",\"wight\":1}]} | targets[0].wight | unknown key",
                "{\"targets\":[{\"provider\":\"fake\",\"model\":\"m\",\"weight\":-1}]} | targets[0].weight | \"-1\"",
                "{\"targets\":[{\"provider\":\"fake\",\"model\":\"${HOME}\"}]} | rule | ${",
                "{\"fallbacks\":[\"nowhere\"],\"targets\":[{\"provider\":\"fake\",\"model\":\"m\"}]} | fallbacks[0] | nowhere"
            })
    void aRuleThatDoesNotHoldIsRefusedWithItsField(String rule, String field, String found) {
        var answer = admin().put("/admin/v1/rules/house", rule);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        var error = Json.parse(answer.body()).object("error");
        assertThat(error.string("param")).isEqualTo(field);
        assertThat(error.string("message")).contains(found, "(expected: ");
        assertThat(goesTo("house")).isEqualTo("404");
        assertThat(goesTo("gpt-test")).isEqualTo("upstream-model");
    }

    @Test
    void onlyAdministratorsSeeAndChangeThem() {
        var guest = admin().withKey("sk-guest");
        for (var query :
                new String[] {"{ rules { totalCount } }", PUT, "mutation { removeRule(name: \"gpt-test\") }"}) {
            var error = graph(guest, query).items("errors").getFirst();
            assertThat(error.object("extensions").string("code")).isEqualTo("permission_denied");
        }
        assertThat(guest.put("/admin/v1/rules/house", HOUSE).statusCode()).isEqualTo(403);
        assertThat(guest.get("/admin/v1/rules").statusCode()).isEqualTo(403);
        assertThat(admin().withKey("").get("/admin/v1/rules").statusCode()).isEqualTo(401);
    }

    @Test
    void itHoldsThroughChangesOfTheConfigurationUntilOneComesThatItDoesNotFit() {
        admin().put("/admin/v1/rules/gpt-test", HOUSE);
        gateway.reload(text().model("more", "fake", "m"));
        assertThat(goesTo("more")).isEqualTo("m");
        assertThat(goesTo("gpt-test")).isEqualTo("other-model");
        gateway.reload(new GatewayText().provider("another", provider.baseUrl()).model("gpt-test", "another", "mine"));
        assertThat(goesTo("gpt-test")).isEqualTo("mine");
        assertThat(admin().get("/admin/v1/rules").body()).contains("\"source\":\"configuration\"");
    }

    @Test
    void allNodesOfTheClusterAreTold() {
        int meeting = GatewayText.freePort();
        try (var one = TestGateway.start(text().clusterNode(meeting, "doors, routing", meeting));
                var other = TestGateway.start(text().clusterNode(0, "doors, routing", meeting))) {
            Wait.until(one.vertx(), () -> {
                one.caller().put("/admin/v1/rules/house", HOUSE);
                return goesTo(other, "house").equals("other-model");
            });
            assertThat(goesTo(one, "house")).isEqualTo("other-model");
        }
    }
}
