package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Frames;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.testing.Wait;
import io.polygate.wire.eventstream.Frame;
import io.polygate.wire.eventstream.FrameParser;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Bedrock's own paths: AWS's clients reach Bedrock's providers, every publisher's models, in untouched bytes.
final class BedrockPathsTest {

    private static final FakeProvider BEDROCK = new FakeProvider();
    private static final FakeProvider OTHER = new FakeProvider();
    private static final String ARN = "arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0";
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(OTHER)
            .backend("aws", "bedrock", "http://127.0.0.1:" + BEDROCK.port())
            .model("nova:0", "aws", "\"amazon.nova-lite-v1:0\"")
            .model("arn", "aws", "\"" + ARN + "\"")
            .targets("mixed", "{provider: fake, model: gpt, priority: 1}", "{provider: aws, model: nova, priority: 2}")
            .rule("name: both, continue: true, targets: [{provider: aws, model: a}, {provider: aws, model: b}]")
            .line("routing: {retries: 0}"));
    private static final String BODY =
            "{ \"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}], \"odd\":1}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        BEDROCK.close();
        OTHER.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    private static Script frames(Buffer frames) {
        return Script.body(Frames.TYPE, frames);
    }

    private static List<Frame> read(byte[] body) {
        var frames = new ArrayList<Frame>();
        var parser = new FrameParser(1 << 20, frames::add);
        parser.push(Buffer.buffer(body));
        assertThat(parser.complete()).isTrue();
        return frames;
    }

    @Test
    void passesEveryMethodWithTheTargetsModel() {
        for (var method : new String[] {"converse", "invoke", "count-tokens"}) {
            BEDROCK.answers(Script.json(VendorScripts.CONVERSE, "x-amzn-requestid", "r-1"));
            var answer = caller().post("/model/nova%3A0/" + method, BODY, "x-amzn-bedrock-trace", "ENABLED");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(VendorScripts.CONVERSE);
            assertThat(answer.headers().firstValue("x-amzn-requestid")).hasValue("r-1");
            var asked = BEDROCK.take();
            assertThat(asked.rawPath()).isEqualTo("/model/amazon.nova-lite-v1%3A0/" + method);
            assertThat(asked.body()).isEqualTo(BODY);
            assertThat(asked.header("x-amzn-bedrock-trace")).isEqualTo("ENABLED");
            assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
        }
    }

    @Test
    void takesNamesWithSlashesPlainOrEncoded() {
        BEDROCK.answers(Script.json(VendorScripts.CONVERSE));
        for (var name : new String[] {
            "arn", "aws/" + ARN, ("aws/" + ARN).replace("/", "%2F").replace(":", "%3A")
        }) {
            assertThat(caller().post("/model/" + name + "/converse", BODY).statusCode())
                    .isEqualTo(200);
            assertThat(BEDROCK.take().path().replace("%3A", ":").replace("%2F", "/"))
                    .isEqualTo("/model/" + ARN + "/converse");
        }
        assertThat(caller().post("/aws/model/any-model/converse", BODY).statusCode())
                .isEqualTo(200);
        assertThat(BEDROCK.take().path()).isEqualTo("/model/any-model/converse");
    }

    @Test
    void passesFramesAsTheyCome() {
        for (var frames : List.of(VendorScripts.converseStream(), VendorScripts.claudeStream())) {
            BEDROCK.answers(frames(frames));
            var method = frames.length() == VendorScripts.claudeStream().length()
                    ? "invoke-with-response-stream"
                    : "converse-stream";
            var answer = caller().bytes("/model/nova:0/" + method, BODY);
            assertThat(answer.body()).isEqualTo(frames.getBytes());
            assertThat(answer.headers().firstValue("content-type")).hasValue(Frames.TYPE);
        }
    }

    @Test
    void takesInvokedBytesOfAnyMediaType() {
        BEDROCK.answers(Script.json(VendorScripts.CLAUDE));
        var answer = caller().post("/model/nova:0/invoke", BODY, "content-type", "application/octet-stream");
        assertThat(answer.body()).isEqualTo(VendorScripts.CLAUDE);
        assertThat(caller().post("/model/nova:0/converse", BODY, "content-type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void countsTokensOfEveryPublisher() {
        var llama = "{\"generation\":\"a\",\"prompt_token_count\":11,\"generation_token_count\":3}";
        used("llama", "invoke", Script.json(llama), 11, 3);
        var counted = new String[] {"x-amzn-bedrock-input-token-count", "12", "x-amzn-bedrock-output-token-count", "4"};
        used("jamba", "invoke", Script.json("{\"completions\":[]}", counted), 12, 4);
        used("nova", "converse", Script.json(VendorScripts.CONVERSE), 5, 2);
        used("nova-stream", "converse-stream", frames(VendorScripts.converseStream()), 3, 2);
        var metrics = "{\"outputText\":\"a\",\"amazon-bedrock-invocationMetrics\":"
                + "{\"inputTokenCount\":7,\"outputTokenCount\":9}}";
        var stream = Frames.chunk("{\"outputText\":\"b\"}").appendBuffer(Frames.chunk(metrics));
        used("titan", "invoke-with-response-stream", frames(stream), 7, 9);
    }

    private static void used(String model, String method, Script answer, int input, int output) {
        BEDROCK.answers(answer);
        assertThat(caller().bytes("/aws/model/" + model + "/" + method, BODY).statusCode())
                .isEqualTo(200);
        var name = "gateway_tokens_used[^ ]*model=\"aws/" + model + "\"[^ ]*type=";
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern(name + "\"input\"[^ ]* " + input + "\\.0\n")
                .containsPattern(name + "\"output\"[^ ]* " + output + "\\.0\n");
    }

    @Test
    void refusesInTheWordsOfAws() {
        var unknown = caller().post("/model/nobody/converse", BODY);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.parse(unknown.body()).string("message")).contains("nobody");
        assertThat(unknown.headers().firstValue("x-amzn-errortype")).hasValue("ResourceNotFoundException");
        var key = caller().withKey("no").post("/model/nova:0/converse", BODY);
        assertThat(key.statusCode()).isEqualTo(401);
        assertThat(key.headers().firstValue("x-amzn-errortype")).hasValue("AccessDeniedException");
        var bad = caller().post("/model/nova:0/converse", "{");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.headers().firstValue("x-amzn-errortype")).hasValue("ValidationException");
        var method = caller().post("/model/nova:0/guess", BODY);
        assertThat(method.statusCode()).isEqualTo(404);
        assertThat(Json.parse(method.body()).string("message")).contains("converse-stream");
        var foreign = caller().post("/model/gpt-test/converse", BODY);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(Json.parse(foreign.body()).string("message")).contains("another dialect");
        assertThat(caller().post("/model/gpt-test/count-tokens", BODY).statusCode())
                .isEqualTo(404);
        assertThat(OTHER.waiting()).isZero();
    }

    @Test
    void goesToTheTargetThatSpeaksBedrock() {
        BEDROCK.answers(Script.json(VendorScripts.CONVERSE));
        assertThat(caller().post("/model/mixed/converse", BODY).body()).isEqualTo(VendorScripts.CONVERSE);
        assertThat(OTHER.waiting()).isZero();
    }

    @Test
    void passesTheBackendsErrors() {
        var error = "{\n  \"message\": \"Too many requests\", \"odd\": 1\n}";
        var type = "ThrottlingException:http://internal.amazon.com/";
        BEDROCK.answers(Script.json(429, error, "x-amzn-errortype", type));
        var answer = caller().post("/model/nova:0/converse", BODY);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo(error);
        assertThat(answer.headers().allValues("x-amzn-errortype")).containsExactly(type);
        BEDROCK.answers(Script.json(
                403, error.replace("Too", "UnrecognizedClient"), "x-amzn-errortype", "UnrecognizedClientException"));
        assertThat(caller().post("/model/nova:0/converse", BODY).body())
                .contains("the backend refused the gateway's credential");
        BEDROCK.answers(frames(Frames.exception("throttlingException", VendorScripts.THROTTLED)));
        answer = caller().post("/model/nova:0/converse-stream", BODY);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("ThrottlingException");
        BEDROCK.answers(frames(Frames.exception("modelStreamErrorException", VendorScripts.THROTTLED)));
        answer = caller().post("/model/nova:0/invoke-with-response-stream", BODY);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("ModelStreamErrorException");
    }

    @Test
    void endsAStreamThatDiesWithAnException() {
        var begun = VendorScripts.converseStream();
        for (int cut : new int[] {begun.length() - 1, begun.length() - 150, begun.length() / 2}) {
            BEDROCK.answers(Script.cut(Frames.TYPE, begun.slice(0, cut)));
            var answer = caller().bytes("/model/both/converse-stream", BODY);
            assertThat(answer.statusCode()).isEqualTo(200);
            var frames = read(answer.body());
            assertThat(frames.getFirst().event()).isEqualTo("messageStart");
            assertThat(frames.getLast().failure()).isEqualTo("internalServerException");
            assertThat(frames.getLast().payload().length()).isPositive();
        }
        BEDROCK.answers(frames(begun.slice(0, begun.length() / 2)));
        assertThat(read(caller().bytes("/model/nova:0/converse-stream", BODY).body())
                        .getLast()
                        .failure())
                .isEqualTo("internalServerException");
    }

    @Test
    void aSlowReaderHoldsTheBackendBack() {
        var event = Frames.event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + "x".repeat(16 * 1024) + "\"}}");
        var written = new AtomicLong();
        int count = 12_000;
        BEDROCK.answers(Script.flood(Frames.TYPE, event, count, written));
        try (var socket = GATEWAY.raw().send(RawSocket.postAt("/model/nova:0/converse-stream", BODY))) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            BEDROCK.take();
            long held = Wait.untilStill(BEDROCK.vertx(), written::get);
            assertThat(held).isLessThan((long) event.length() * count / 2);
        }
    }
}
