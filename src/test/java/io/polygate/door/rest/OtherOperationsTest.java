package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Images, speech and moderations: JSON in, whatever the backend gives out.
final class OtherOperationsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(PROVIDER)
            .model("omni-moderation-latest", "fake", "omni-upstream")
            .model("counted", "fake", "counted"));
    private static final String SPEAK = "{\"model\":\"gpt-test\",\"input\":\"Hi\",\"voice\":\"alloy\"}";
    private static final String IMAGE = "{\"created\":1,\"data\":[{\"b64_json\":\"" + "A".repeat(200_000)
            + "\",\"revised_prompt\":\"\\\"usage\\\": {\\\"input_tokens\\\": 7}\"}],"
            + "\"usage\":{\"input_tokens\":50,\"output_tokens\":4160,\"total_tokens\":4210,"
            + "\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40}}}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    private static byte[] sound(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void speaksInTheBytesOfTheBackend() {
        var sound = sound(300_000);
        PROVIDER.answers(Script.body("audio/mpeg", Buffer.buffer(sound)));
        var answer = caller().bytes("/v1/audio/speech", SPEAK, "accept-encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(sound);
        assertThat(answer.headers().firstValue("content-type")).hasValue("audio/mpeg");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("x-polygate-model")).hasValue("upstream-model");
        var asked = PROVIDER.take();
        assertThat(asked.path()).isEqualTo("/v1/audio/speech");
        assertThat(asked.body()).isEqualTo(SPEAK.replace("gpt-test", "upstream-model"));
        assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
    }

    @Test
    void passesEventsOfSpeechAsTheyAreAndAsksForNoMore() {
        var events = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n"
                + "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}\n\n";
        PROVIDER.answers(Script.bytewise(events));
        var body = SPEAK.replace("}", ",\"stream_format\":\"sse\",\"stream\":true}");
        var answer = caller().post("/v1/audio/speech", body);
        assertThat(answer.body()).isEqualTo(events);
        assertThat(PROVIDER.take().body()).isEqualTo(body.replace("gpt-test", "upstream-model"));
    }

    @Test
    void makesImages() {
        PROVIDER.answers(Script.json(IMAGE));
        for (var prefix : new String[] {"", "/api", "/fake"}) {
            var answer = caller().post(prefix + "/v1/images/generations", "{\"prompt\":\"x\",\"model\":\"gpt-test\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(IMAGE);
            assertThat(PROVIDER.take().path()).isEqualTo("/v1/images/generations");
        }
    }

    @Test
    void countsWhatAnImageUsed() {
        PROVIDER.answers(Script.json(IMAGE));
        caller().post("/v1/images/generations", "{\"model\":\"counted\",\"prompt\":\"x\"}");
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern("gateway_tokens_used[^ ]*model=\"counted\"[^ ]*type=\"input\"[^ ]* 50(\\.0)?\n")
                .containsPattern("gateway_tokens_used[^ ]*model=\"counted\"[^ ]*type=\"output\"[^ ]* 4160(\\.0)?\n");
    }

    @Test
    void moderatesByTheUsualModelWhereNoneIsNamed() {
        PROVIDER.answers(Script.json("{\"id\":\"modr-1\",\"results\":[]}"));
        var answer = caller().post("/v1/moderations", "{\"input\":\"Hi\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.parse(PROVIDER.take().body()).string("model")).isEqualTo("omni-upstream");
        caller().post("/v1/moderations", "{\"input\":\"Hi\",\"model\":\"gpt-test\"}");
        assertThat(PROVIDER.take().body()).isEqualTo("{\"input\":\"Hi\",\"model\":\"upstream-model\"}");
    }

    @Test
    void namesTheModelThatIsMissing() {
        PROVIDER.answers(Script.json(IMAGE));
        for (var path : new String[] {"/v1/images/generations", "/v1/audio/speech"}) {
            var answer = caller().post(path, "{\"prompt\":\"x\"}");
            assertThat(answer.statusCode()).isEqualTo(400);
            var error = RestDoorContract.error(answer.body());
            assertThat(error.string("param")).isEqualTo("model");
            assertThat(error.string("message")).startsWith("model is missing (expected: a string");
        }
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void refusesAnUnknownKeyWithoutAskingABackend() {
        PROVIDER.answers(Script.json(IMAGE));
        assertThat(caller().withKey("no").post("/v1/audio/speech", SPEAK).statusCode())
                .isEqualTo(401);
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void refusesABodyThatIsNoJson() {
        var answer = caller().post("/v1/audio/speech", "{\"model\":}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RestDoorContract.error(answer.body()).string("message")).contains("not valid JSON");
    }

    @Test
    void passesABackendsRateLimitOnAsItIs() {
        var body =
                "{\"error\":{\"message\":\"Slow\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";
        PROVIDER.answers(Script.json(429, body, "retry-after", "7"));
        var answer = caller().post("/v1/audio/speech", SPEAK);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void aFailureThatPassesIsNotSeenByTheCaller() {
        PROVIDER.answers(Script.body("audio/mpeg", Buffer.buffer("sound"))).then(Script.reset());
        assertThat(caller().post("/v1/audio/speech", SPEAK).body()).isEqualTo("sound");
    }

    @Test
    void soundThatBreaksOffIsSeenToBeBroken() {
        PROVIDER.answers(Script.cut("audio/mpeg", "half a sound"));
        assertThatThrownBy(() -> caller().bytes("/v1/audio/speech", SPEAK)).isInstanceOf(UncheckedIOException.class);
        PROVIDER.answers(Script.cut("data: {\"type\":\"speech.audio.delta\"}\n\n"));
        assertThat(caller().post("/v1/audio/speech", SPEAK).body())
                .startsWith("data: {\"type\":\"speech.audio.delta\"}\n\ndata: {\"error\":");
    }

    @Test
    void theFirstSoundIsThereBeforeTheNextIsMade() throws IOException {
        PROVIDER.answers(Script.begin("audio/mpeg", "first"));
        try (var body = caller().openAt("/v1/audio/speech", SPEAK).body()) {
            assertThat(new String(body.readNBytes(5))).isEqualTo("first");
        }
    }

    @Test
    void aCallerWhoLeavesEndsTheBackendsCall() {
        PROVIDER.answers(Script.begin("audio/mpeg", "first"));
        var socket = GATEWAY.raw().send(RawSocket.postAt("/v1/audio/speech", SPEAK));
        socket.readTo("first");
        var asked = PROVIDER.take();
        socket.close();
        Wait.on(asked.gone());
    }

    @Test
    void aSlowReaderHoldsTheBackendBack() {
        var written = new AtomicLong();
        long all = 192L * 1024 * 1024;
        PROVIDER.answers(Script.flood("audio/mpeg", all, written));
        try (var socket = GATEWAY.raw().send(RawSocket.postAt("/v1/audio/speech", SPEAK))) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            var asked = PROVIDER.take();
            assertThat(Wait.untilStill(PROVIDER.vertx(), written::get)).isLessThan(all / 2);
            socket.close();
            Wait.on(asked.gone());
        }
    }
}
