package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded pictures, transcriptions, translations and moderations pass as they are, and are counted as they say.
final class RecordedUnitsTest {

    private static final Map<String, String> PATHS = Map.of(
            "openai-images", "/v1/images/generations",
            "openai-audio-transcriptions", "/v1/audio/transcriptions",
            "openai-audio-translations", "/v1/audio/translations",
            "openai-moderations", "/v1/moderations");
    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().backend("fake", "openai", PROVIDER.baseUrl()));
    private static final Counter COUNTER = new Counter("answers that aren't chat");

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
        COUNTER.print();
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswersPassAndAreCounted() {
        return PATHS.keySet().stream().flatMap(api -> Recordings.of(Set.of(api)).stream()
                .filter(recording -> recording.status() < 300)
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    COUNTER.begin(recording.provider());
                    check(recording);
                    COUNTER.passed(recording.provider());
                })));
    }

    private static void check(Recording recording) {
        var body = Buffer.buffer(recording.body());
        PROVIDER.answers(Script.body(recording.streamed() ? "text/event-stream" : "application/json", body));
        var model = "fake/" + Integer.toHexString(recording.file().hashCode());
        var path = PATHS.get(recording.api());
        var answer = path.startsWith("/v1/audio")
                ? GATEWAY.caller()
                        .post(
                                path,
                                new Form()
                                        .field("model", model)
                                        .file("file", 10)
                                        .bytes(),
                                "content-type",
                                Form.TYPE)
                : GATEWAY.caller().post(path, "{\"model\":\"" + model + "\",\"prompt\":\"x\",\"input\":\"x\"}");
        assertThat(answer.body()).isEqualTo(body.toString());
        assertThat(used(model)).isEqualTo(said(recording));
    }

    private static Map<String, Double> used(String model) {
        var found = new TreeMap<String, Double>();
        Pattern.compile("gateway_units_used_total\\{model=\"" + model + "\"[^}]*type=\"(\\w+)\"\\} (\\S+)")
                .matcher(GATEWAY.management().get("/metrics").body())
                .results()
                .forEach(match -> found.put(match.group(1), Double.valueOf(match.group(2))));
        return found;
    }

    /// Of a stream what its last event says.
    private static Map<String, Double> said(Recording recording) {
        var text = new String(recording.body(), StandardCharsets.UTF_8);
        var last = recording.streamed()
                ? text.lines()
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> line.substring(6))
                        .reduce("{}", (a, b) -> b)
                : text;
        var answer = new JsonObject(last);
        var usage = answer.getJsonObject("usage", new JsonObject());
        var units = new TreeMap<String, Double>();
        if (recording.api().equals("openai-images")) {
            units.put("images", (double)
                    answer.getJsonArray("data", new JsonArray()).size());
        }
        if (usage.containsKey("seconds") || answer.containsKey("duration")) {
            units.put("audio_seconds", usage.getDouble("seconds", answer.getDouble("duration")));
        }
        var heard = usage.getJsonObject("input_token_details");
        if (heard != null) {
            units.put("input_audio_tokens", heard.getDouble("audio_tokens"));
        }
        return units;
    }
}
