package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which target answers, seen through the gateway.
final class RulesTest {

    private static final FakeProvider A = new FakeProvider();
    private static final FakeProvider B = new FakeProvider();
    private static final String PICTURE =
            "[{\"type\":\"text\",\"text\":\"what\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]";

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void close() {
        A.close();
        B.close();
    }

    private void start(String... rules) {
        A.answers(Script.json(Script.CHAT));
        B.answers(Script.json(Script.CHAT));
        var text = new GatewayText()
                .provider("a", A.baseUrl())
                .provider("b", B.baseUrl())
                .keyOf("name: blue, key: sk-blue, team: research");
        for (var rule : rules) {
            text.rule(rule);
        }
        gateway = TestGateway.start(text);
    }

    private static String body(String model, String content, String more) {
        return "{\"model\":\"" + model + "\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":" + content
                + "}]}";
    }

    private static String body(String model) {
        return body(model, "\"Hi\"", "");
    }

    private HttpResponse<String> ask(String body, String... headers) {
        return gateway.caller().chat(body, headers);
    }

    private String who(String body, String... headers) {
        var answer = ask(body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-polygate-provider").orElse("");
    }

    @Test
    void aHeaderThatFitsLeadsToAnotherTarget() {
        start("name: m, targets: [{provider: a, model: x, when: {header: {X-Tier: \"gold*\"}}},"
                + " {provider: b, model: y, priority: 2}]");
        assertThat(who(body("m"), "x-tier", "golden")).isEqualTo("a");
        assertThat(who(body("m"), "x-tier", "silver")).isEqualTo("b");
        assertThat(who(body("m"))).isEqualTo("b");
    }

    @Test
    void metadataOfTheRequestLeadsToAnotherTarget() {
        start("name: m, targets: [{provider: a, model: x, when: {metadata: {tier: gold}}},"
                + " {provider: b, model: y, priority: 2}]");
        assertThat(who(body("m", "\"Hi\"", ",\"metadata\":{\"other\":\"x\",\"tier\":\"gold\"}")))
                .isEqualTo("a");
        assertThat(who(body("m", "\"Hi\"", ",\"metadata\":{\"tier\":\"silver\"}")))
                .isEqualTo("b");
    }

    @Test
    void keysAndTeamsLeadToAnotherTarget() {
        start(
                "name: m, targets: [{provider: a, model: x, when: {key: [blue]}}, {provider: b, model: y, priority: 2}]",
                "name: n, targets: [{provider: a, model: x, when: {team: research}}, {provider: b, model: y, priority: 2}]");
        var blue = gateway.caller().withKey("sk-blue");
        for (var model : new String[] {"m", "n"}) {
            assertThat(blue.chat(body(model)).headers().firstValue("x-polygate-provider"))
                    .contains("a");
            assertThat(who(body(model))).isEqualTo("b");
        }
    }

    @Test
    void theLengthOfThePromptLeadsToAnotherTarget() {
        start("name: m, targets: [{provider: a, model: x, when: {max-tokens: 100}}, {provider: b, model: y, when:"
                + " {min-tokens: 101}}]");
        assertThat(who(body("m"))).isEqualTo("a");
        assertThat(who(body("m", "\"" + "word ".repeat(500) + "\"", ""))).isEqualTo("b");
        assertThat(who(body("m", "\"" + "汉字".repeat(200) + "\"", ""))).isEqualTo("b");
    }

    @Test
    void whatTheCallNeedsLeadsToAnotherTarget() {
        start("name: m, targets: [{provider: a, model: x, when: {capability: [vision]}}, {provider: b, model: y,"
                + " priority: 2}]");
        assertThat(who(body("m", PICTURE, ""))).isEqualTo("a");
        assertThat(who(body("m"))).isEqualTo("b");
    }

    @Test
    void targetsThatCannotServeTheCallAreLeftOut() {
        start("name: m, targets: [{provider: a, model: x, capabilities: [chat]}, {provider: b, model: y, priority: 2,"
                + " capabilities: [chat, vision, tools, json-schema]}]");
        assertThat(who(body("m"))).isEqualTo("a");
        assertThat(who(body("m", PICTURE, ""))).isEqualTo("b");
        assertThat(who(body("m", "\"Hi\"", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]")))
                .isEqualTo("b");
        assertThat(
                        who(
                                body(
                                        "m",
                                        "\"Hi\"",
                                        ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}}")))
                .isEqualTo("b");
        assertThat(who(body("m", "\"Hi\"", ",\"tools\":[]"))).isEqualTo("a");
    }

    @Test
    void aPromptThatFitsNobodyIsRefusedInTheCallersWords() {
        start("name: m, targets: [{provider: a, model: x, context: 100}, {provider: b, model: y, context: 200}]");
        assertThat(who(body("m", "\"" + "word ".repeat(120) + "\"", ""))).isEqualTo("b");
        var longer = body("m", "\"" + "word ".repeat(300) + "\"", "");
        var refused = ask(longer);
        assertThat(refused.statusCode()).isEqualTo(400);
        var error = Json.parse(refused.body()).get("error");
        assertThat(error.string("code")).isEqualTo("context_length_exceeded");
        assertThat(error.string("message")).contains("at most 200");
        var anthropic = gateway.caller().post("/v1/messages", longer.replaceFirst("\\{", "{\"max_tokens\":9,"));
        assertThat(anthropic.statusCode()).isEqualTo(400);
        assertThat(Json.parse(anthropic.body()).get("error").string("type")).isEqualTo("invalid_request_error");
        assertThat(gateway.decision(refused.headers().firstValue("x-request-id").orElseThrow())
                        .getJsonArray("considered")
                        .getJsonObject(0)
                        .getJsonArray("candidates")
                        .getJsonObject(0)
                        .getString("out"))
                .isEqualTo("context");
    }

    @Test
    void theTokensAskedForTheAnswerCountTowardsTheContext() {
        start("name: m, targets: [{provider: a, model: x, context: 1000}, {provider: b, model: y, priority: 2, context:"
                + " 9000}]");
        assertThat(who(body("m", "\"Hi\"", ",\"max_tokens\":100"))).isEqualTo("a");
        assertThat(who(body("m", "\"Hi\"", ",\"max_tokens\":5000"))).isEqualTo("b");
    }

    @Test
    void aPromptThatFitsNoTargetGoesToTheModelToFallBackTo() {
        start(
                "name: small, targets: [{provider: a, model: x, context: 100}], fallbacks: [large]",
                "name: large, targets: [{provider: b, model: y}]");
        assertThat(who(body("small", "\"" + "word ".repeat(300) + "\"", ""))).isEqualTo("b");
        assertThat(who(body("small"))).isEqualTo("a");
    }

    @Test
    void aCallThatNoConditionTakesIsRefusedAsAnUnknownModel() {
        start("name: m, targets: [{provider: a, model: x, when: {team: other}}]");
        assertThat(ask(body("m")).statusCode()).isEqualTo(404);
        assertThat(A.waiting()).isZero();
    }

    @Test
    void disabledTargetsAndThoseOfNoWeightAreNotAsked() {
        start(
                "name: m, targets: [{provider: a, model: x, enabled: false}, {provider: b, model: y, priority: 2}]",
                "name: n, targets: [{provider: a, model: x, weight: 0}, {provider: b, model: y}]",
                "name: off, targets: [{provider: a, model: x, enabled: false}]");
        assertThat(who(body("m"))).isEqualTo("b");
        assertThat(who(body("n"))).isEqualTo("b");
        assertThat(ask(body("off")).statusCode()).isEqualTo(503);
        assertThat(A.waiting()).isZero();
    }

    @Test
    void aNameByPatternTakesWhateverFitsBest() {
        start(
                "name: \"gpt-*\", targets: [{provider: a, model: \"*\"}]",
                "name: \"gpt-4*\", targets: [{provider: b, model: four}]",
                "name: \"*-mini\", targets: [{provider: b, model: mini}]",
                "name: \"team/*\", targets: [{provider: b, model: \"real-*\"}]",
                "name: \"*\", targets: [{provider: a, model: rest}]");
        assertThat(upstream("gpt-3.5")).isEqualTo("a gpt-3.5");
        assertThat(upstream("gpt-4o")).isEqualTo("b four");
        assertThat(upstream("llama-mini")).isEqualTo("b mini");
        assertThat(upstream("team/x")).isEqualTo("b real-x");
        assertThat(upstream("b/direct")).isEqualTo("b direct");
        assertThat(upstream("anything")).isEqualTo("a rest");
        assertThat(gateway.caller().get("/v1/models").body()).doesNotContain("*");
    }

    private String upstream(String model) {
        var answer = ask(body(model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-polygate-provider").orElse("") + " "
                + answer.headers().firstValue("x-polygate-model").orElse("");
    }

    @Test
    void aCanaryGetsItsShareAndKeepsItsUsers() {
        start("name: m, targets: [{provider: a, model: x, share: 25%}, {provider: b, model: y}]");
        int canary = 0;
        var mine = new HashSet<String>();
        for (int i = 0; i < 200; i++) {
            canary += who(body("m", "\"Hi\"", ",\"user\":\"user-" + i + "\"")).equals("a") ? 1 : 0;
            mine.add(who(body("m", "\"Hi\"", ",\"user\":\"one\"")));
        }
        assertThat(canary).isBetween(25, 75);
        assertThat(mine).hasSize(1);
    }

    @Test
    void weightsShareTheCallsOfOnePriority() {
        start("name: m, balance: weighted, targets: [{provider: a, model: x, weight: 90}, {provider: b, model: y,"
                + " weight: 10}, {provider: b, model: z, priority: 2}]");
        long toA =
                IntStream.range(0, 300).filter(i -> who(body("m")).equals("a")).count();
        assertThat(toA).isBetween(235L, 295L);
    }

    @Test
    void aShadowGetsACopyAndItsAnswerIsThrownAway() {
        start("name: m, targets: [{provider: a, model: x}, {provider: b, model: shadow, mirror: true}]");
        B.answers(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        assertThat(who(body("m"))).isEqualTo("a");
        assertThat(B.take().json().string("model")).isEqualTo("shadow");
        B.answers(Script.hang());
        assertThat(who(body("m"))).isEqualTo("a");
        assertThat(B.take().body()).contains("shadow");
    }

    @Test
    void noMoreCopiesAreUnderWayThanTheLimitSays() {
        A.answers(Script.json(Script.CHAT));
        B.answers(Script.hang());
        gateway = TestGateway.start(new GatewayText()
                .provider("a", A.baseUrl())
                .provider("b", B.baseUrl())
                .rule("name: m, targets: [{provider: a, model: x}, {provider: b, model: shadow, mirror: true}]")
                .line("routing: {mirrors: 2}"));
        for (int i = 0; i < 6; i++) {
            assertThat(who(body("m"))).isEqualTo("a");
        }
        B.take();
        B.take();
        assertThat(B.waiting()).isZero();
    }

    @Test
    void aTargetThatHasItsCallsOfASecondPassesTheRestOn() {
        start(
                "name: m, targets: [{provider: a, model: x, max-rps: 1}, {provider: b, model: y, priority: 2}]",
                "name: n, targets: [{provider: a, model: x, max-rps: 1}]");
        assertThat(who(body("m"))).isEqualTo("a");
        assertThat(who(body("m"))).isEqualTo("b");
        assertThat(ask(body("n")).statusCode()).isEqualTo(200);
        var full = ask(body("n"));
        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void aTargetThatHasAllItsCallsAtOncePassesTheRestOn() {
        start("name: m, targets: [{provider: a, model: x, max-concurrency: 1}, {provider: b, model: y, priority: 2}]");
        A.answers(Script.hang());
        var held = gateway.caller().later(body("m"));
        A.take();
        assertThat(who(body("m"))).isEqualTo("b");
        held.cancel(true);
    }

    @Test
    void rulesChangeWhileCallsAreServed() {
        start("name: m, targets: [{provider: a, model: x}]");
        assertThat(who(body("m"))).isEqualTo("a");
        gateway.reload(new GatewayText()
                .provider("a", A.baseUrl())
                .provider("b", B.baseUrl())
                .rule("name: m, targets: [{provider: b, model: y}]"));
        assertThat(who(body("m"))).isEqualTo("b");
    }
}
