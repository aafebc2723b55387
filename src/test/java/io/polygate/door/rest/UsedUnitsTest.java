package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What calls that aren't chat used beside tokens of text, as the metrics tell it.
final class UsedUnitsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .backend("fake", "openai", PROVIDER.baseUrl())
            .backend("cohere", "cohere", "http://127.0.0.1:" + PROVIDER.port()));
    private static final String IMAGES = "/v1/images/generations";
    private static final String HEARD = "/v1/audio/transcriptions";
    private static final String PICTURE = "A".repeat(200_000);
    private static final String TWO = "{\"created\":1,\"data\":[{\"b64_json\":\"" + PICTURE
            + "\",\"revised_prompt\":\"a \\\"usage\\\": {\\\\\"},{\"b64_json\":\"" + PICTURE + "\"}],"
            + "\"usage\":{\"input_tokens\":50,\"output_tokens\":4160,\"total_tokens\":4210,"
            + "\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40}}}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    /// What the metrics say of a model, by type.
    private static Map<String, Double> used(String model) {
        var page = GATEWAY.management().get("/metrics").body();
        var line = Pattern.compile(
                "gateway_units_used_total\\{model=\"" + Pattern.quote(model) + "\"[^}]*type=\"(\\w+)\"\\} (\\S+)");
        var found = new TreeMap<String, Double>();
        line.matcher(page).results().forEach(match -> found.put(match.group(1), Double.valueOf(match.group(2))));
        return found;
    }

    private static void paint(String model, Script answer) {
        PROVIDER.answers(answer);
        var got = GATEWAY.caller().post(IMAGES, "{\"prompt\":\"x\",\"model\":\"" + model + "\"}");
        assertThat(got.statusCode()).isEqualTo(200);
    }

    private static void hear(String model, Script answer) {
        PROVIDER.answers(answer);
        var form = new Form().field("model", model).file("file", 10).bytes();
        var got = GATEWAY.caller().post(HEARD, form, "content-type", Form.TYPE);
        assertThat(got.statusCode()).isEqualTo(200);
    }

    @Test
    void countsPicturesAndTheirTokens() {
        paint("fake/two", Script.json(TWO));
        assertThat(used("fake/two"))
                .isEqualTo(Map.of("images", 2.0, "input_image_tokens", 40.0, "output_image_tokens", 4160.0));
    }

    @Test
    void countsPicturesWhoeverPaintsThemAndInWhateverPieces() {
        paint("fake/plain", Script.json("{\"created\": 1, \"data\": [ {\"url\": \"a\"}, {\"url\": \"b\"} ]}"));
        assertThat(used("fake/plain")).isEqualTo(Map.of("images", 2.0));
        paint("fake/listed", Script.json("{\"images\":[{\"url\":\"a\"}],\"timings\":{\"inference\":1.5}}"));
        assertThat(used("fake/listed")).isEqualTo(Map.of("images", 1.0));
        paint(
                "fake/partly",
                Script.json("{\"data\":[{\"url\":\"a\"},{\"error\":{\"code\":\"x\"}}],"
                        + "\"usage\":{\"generated_images\":1,\"output_tokens\":7,\"total_tokens\":7}}"));
        assertThat(used("fake/partly")).containsEntry("images", 1.0);
        paint("fake/nobody", Script.json("{\"data\":\"broken\",\"usage\":null}"));
        assertThat(used("fake/nobody")).isEmpty();
    }

    @Test
    void countsThePicturesOfAStreamWhenTheyAreDone() {
        var part = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\","
                + "\"b64_json\":\"AAAA\"}\n\n";
        var done = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\","
                + "\"b64_json\":\"AAAA\",\"usage\":{\"input_tokens\":5,\"output_tokens\":272,"
                + "\"output_tokens_details\":{\"image_tokens\":272,\"text_tokens\":0}}}\n\n";
        paint("fake/streamed", Script.bytewise(part + part + done));
        assertThat(used("fake/streamed")).isEqualTo(Map.of("images", 1.0, "output_image_tokens", 272.0));
    }

    @Test
    void countsSecondsOfSoundThatIsHeard() {
        hear("fake/billed", Script.json("{\"text\":\"hi\",\"usage\":{\"type\":\"duration\",\"seconds\":9}}"));
        assertThat(used("fake/billed")).isEqualTo(Map.of("audio_seconds", 9.0));
        hear(
                "fake/verbose",
                Script.json("{\"task\":\"transcribe\",\"duration\":8.47,\"text\":\"" + "hi ".repeat(10_000)
                        + "\",\"segments\":[{\"id\":0,\"duration\":3,\"usage\":{\"seconds\":1}}]}"));
        assertThat(used("fake/verbose")).isEqualTo(Map.of("audio_seconds", 8.47));
        hear(
                "fake/tokens",
                Script.bytewise(
                        "data: {\"type\":\"transcript.text.done\",\"text\":\"hi\",\"usage\":{\"type\":\"tokens\","
                                + "\"input_tokens\":14,\"input_token_details\":{\"text_tokens\":1,\"audio_tokens\":13},"
                                + "\"output_tokens\":45,\"total_tokens\":59}}\n\n"));
        assertThat(used("fake/tokens")).isEqualTo(Map.of("input_audio_tokens", 13.0));
        hear("fake/plain-text", Script.body("text/plain", Buffer.buffer("{\"duration\":3}")));
        assertThat(used("fake/plain-text")).isEmpty();
    }

    @Test
    void countsCharactersThatAreSpokenNotBytes() {
        PROVIDER.answers(Script.body("audio/mpeg", Buffer.buffer("sound")));
        var body = "{\"model\":\"fake/voice\",\"input\":\"你好\\n\\ud83d\\ude00!\",\"voice\":\"alloy\"}";
        GATEWAY.caller().post("/v1/audio/speech", body);
        assertThat(used("fake/voice")).isEqualTo(Map.of("characters", 5.0));
        PROVIDER.answers(Script.json(400, "{\"error\":{\"message\":\"no\"}}"));
        GATEWAY.caller().post("/v1/audio/speech", body.replace("voice\",\"in", "mute\",\"in"));
        assertThat(used("fake/mute")).isEmpty();
    }

    @Test
    void countsSearchesOfARankingThatPassesOrIsTranslated() {
        var body = "{\"model\":\"cohere/%s\",\"query\":\"q\",\"documents\":[\"a\",\"b\"]}";
        PROVIDER.answers(Script.json(VendorScripts.COHERE_RERANK));
        var passed = GATEWAY.caller().post("/v2/rerank", body.formatted("own"));
        assertThat(passed.body()).isEqualTo(VendorScripts.COHERE_RERANK);
        GATEWAY.caller().post("/v1/rerank", body.formatted("other"));
        assertThat(used("cohere/own")).isEqualTo(Map.of("search_units", 1.0));
        assertThat(used("cohere/other")).isEqualTo(Map.of("search_units", 1.0));
    }

    @Test
    void countsNoBatchWhenSomebodyLooksAtIt() {
        PROVIDER.answers(Script.json("{\"id\":\"b\",\"usage\":{\"input_tokens\":1117,\"output_tokens\":2}}"));
        assertThat(GATEWAY.caller().get("/fake/v1/batches/b").statusCode()).isEqualTo(200);
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern("gateway_requests_total[^\n]*provider=\"fake\"")
                .doesNotContainPattern("gateway_tokens_used[^\n]* 1117\\.0");
    }

    @Test
    void theLogTellsTheUnitsOfACallAndNoneOfAChat(@TempDir Path folder) {
        PROVIDER.answers(Script.json(TWO));
        for (var format : List.of("json", "plain")) {
            try (var own = new GatewayProcess(
                    new GatewayText()
                            .log("calls: true, level: warn, format: " + format)
                            .fake(PROVIDER)
                            .toString(),
                    folder)) {
                own.caller().post(IMAGES, "{\"prompt\":\"x\",\"model\":\"gpt-test\"}");
                PROVIDER.answers(Script.json(Script.CHAT));
                own.caller().chat(Caller.HELLO);
                Wait.until(PROVIDER.vertx(), () -> own.output()
                        .contains(format.equals("json") ? ":\"chat\"" : " rest chat "));
                assertThat(own.output())
                        .contains(
                                format.equals("json")
                                        ? ",\"units\":{\"images\":2,\"input_image_tokens\":40,\"output_image_tokens\":4160}"
                                        : " images=2 input_image_tokens=40 output_image_tokens=4160");
                assertThat(own.output().lines().filter(line -> line.contains("images=") || line.contains("units\"")))
                        .hasSize(1);
                PROVIDER.answers(Script.json(TWO));
            }
        }
    }
}
