package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Frames;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.vertx.core.buffer.Buffer;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Bedrock through the gateway: Converse, InvokeModel, keys and signatures.
final class BedrockTest {

    private static final String NOVA = "amazon.nova-lite-v1:0";
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String ANSWER = VendorScripts.CONVERSE;
    private static final String MESSAGE = VendorScripts.CLAUDE;
    private static final String ASKED =
            "{ \"model\":\"claude\",\"max_tokens\":9,\"odd\":[1, 2],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static FakeProvider backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        backend = new FakeProvider();
        var url = "base-url: \"http://127.0.0.1:" + backend.port() + "\", dialect: bedrock";
        var keys = "credentials: [{access-key: AKIDEXAMPLE, secret-key: " + SECRET + ", region: eu-west-1}]";
        gateway = TestGateway.start(new GatewayText()
                .account("id: aws, " + url + ", credentials: [{value: bedrock-api-key}]")
                .account("id: signed, " + url + ", " + keys)
                .account("id: invoking, " + url + ", api: invoke, credentials: [{value: bedrock-api-key}]")
                .model("nova", "aws", "\"" + NOVA + "\"")
                .model("claude", "aws", "\"" + CLAUDE + "\"")
                .model("signed-nova", "signed", "\"" + NOVA + "\"")
                .model("invoked", "invoking", "\"" + CLAUDE + "\""));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    private static String asking(String model) {
        return Caller.HELLO.replace("gpt-test", model);
    }

    private static Script frames(Buffer... frames) {
        var all = Buffer.buffer();
        for (var frame : frames) {
            all.appendBuffer(frame);
        }
        return Script.body(Frames.TYPE, all);
    }

    @Test
    void anOpenAiCallerReachesConverse() {
        backend.answers(Script.json(ANSWER));
        var answer = gateway.caller().chat(asking("nova"));
        assertThat(answer.body()).contains("\"content\":\"Hi\"").contains("\"total_tokens\":7");
        var asked = backend.take();
        assertThat(asked.rawPath()).isEqualTo("/model/amazon.nova-lite-v1%3A0/converse");
        assertThat(asked.header("authorization")).isEqualTo("Bearer bedrock-api-key");
        assertThat(asked.body())
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],\"inferenceConfig\":{}}");
    }

    @Test
    void aStreamOfFramesBecomesTheCallersEvents() {
        backend.answers(Script.body(Frames.TYPE, VendorScripts.converseStream()));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "nova"));
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(answer.body())
                .contains("\"content\":\"Hel\"")
                .contains("\"content\":\"lo\"")
                .contains("[DONE]");
        assertThat(backend.take().rawPath()).isEqualTo("/model/amazon.nova-lite-v1%3A0/converse-stream");
    }

    @Test
    void anExceptionAtTheStartOfAStreamIsTheCallsFailure() {
        backend.answers(frames(Frames.exception("throttlingException", "{\"message\":\"Too many requests\"}")));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "nova"));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too many requests");
    }

    @Test
    void anExceptionInAStreamEndsItWithAnError() {
        backend.answers(frames(
                Frames.event("messageStart", "{\"role\":\"assistant\"}"),
                Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"}}"),
                Frames.exception("modelStreamErrorException", "{\"message\":\"The model broke\"}")));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "nova"));
        assertThat(answer.body())
                .contains("\"content\":\"Hel\"")
                .contains("The model broke")
                .doesNotContain("[DONE]");
    }

    @Test
    void aDamagedFrameIsAnError() {
        var frame = Frames.event("messageStart", "{\"role\":\"assistant\"}");
        frame.setByte(frame.length() - 6, (byte) 1);
        backend.answers(frames(frame));
        var answer = gateway.caller().chat(Caller.HELLO_STREAM.replace("gpt-test", "nova"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("damaged");
    }

    @Test
    void anAnthropicCallerOfClaudePassesThroughInvokeModel() {
        backend.answers(Script.json(MESSAGE));
        var answer = gateway.caller()
                .post("/v1/messages", ASKED + "}", "anthropic-version", "2023-06-01", "anthropic-beta", "a-1,b-2");
        assertThat(answer.body()).isEqualTo(MESSAGE);
        var asked = backend.take();
        assertThat(asked.rawPath()).isEqualTo("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke");
        assertThat(asked.body())
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"a-1\",\"b-2\"],"
                        + " \"max_tokens\":9,\"odd\":[1, 2],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                                .replaceFirst("^ ", " "));
        assertThat(asked.header("anthropic-version")).isNull();
        assertThat(asked.header("anthropic-beta")).isNull();
    }

    @Test
    void anAnthropicStreamOfClaudeIsTakenOutOfItsFrames() {
        var expected = new StringBuilder();
        for (var event : VendorScripts.claudeEvents()) {
            expected.append("event: ")
                    .append(event, 9, event.indexOf('"', 9))
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        backend.answers(Script.body(Frames.TYPE, VendorScripts.claudeStream()));
        var answer = gateway.caller().post("/v1/messages", ASKED + ",\"stream\":true}");
        assertThat(answer.headers().firstValue("content-type").orElse("")).isEqualTo("text/event-stream");
        assertThat(answer.body()).isEqualTo(expected.toString());
        var asked = backend.take();
        assertThat(asked.rawPath()).endsWith("/invoke-with-response-stream");
        assertThat(asked.body()).doesNotContain("stream").doesNotContain("\"model\"");
    }

    @Test
    void invokeModelCanBeWantedForEveryCallerOfClaude() {
        backend.answers(Script.json(MESSAGE));
        var answer = gateway.caller().chat(asking("invoked"));
        assertThat(answer.body()).contains("\"content\":\"Hi\"");
        var asked = backend.take();
        assertThat(asked.rawPath()).endsWith("/invoke");
        assertThat(asked.body())
                .contains("\"anthropic_version\":\"bedrock-2023-05-31\"")
                .doesNotContain("\"model\"");
    }

    @Test
    void claudesErrorsKeepTheirWords() {
        backend.answers(Script.json(
                400,
                "{\"message\":\"messages.0: thinking blocks cannot be modified\"}",
                "x-amzn-errortype",
                "ValidationException:http://internal.amazon.com/"));
        var answer = gateway.caller().post("/v1/messages", ASKED + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("messages.0: thinking blocks cannot be modified")
                .contains("invalid_request_error");
    }

    @Test
    void requestsAreSignedAsAwsChecksThem() {
        backend.answers(Script.json(ANSWER));
        assertThat(gateway.caller().chat(asking("signed-nova")).statusCode()).isEqualTo(200);
        var asked = backend.take();
        assertThat(asked.header("authorization"))
                .contains("Credential=AKIDEXAMPLE/")
                .contains("/eu-west-1/bedrock/aws4_request");
        assertThat(Signed.by(asked, SECRET)).isTrue();
        assertThat(Signed.by(asked, SECRET + "x")).isFalse();
    }

    @Test
    void aClockThatGoesWrongIsSetRightByTheAnswer() {
        var theirs = ZonedDateTime.now(ZoneOffset.UTC).plusHours(2);
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs);
        backend.answers(Script.json(ANSWER, "date", date))
                .then(Script.json(
                        403,
                        "{\"message\":\"Signature expired\"}",
                        "x-amzn-errortype",
                        "InvalidSignatureException",
                        "date",
                        date));
        assertThat(gateway.caller().chat(asking("signed-nova")).statusCode()).isEqualTo(200);
        var first = backend.take();
        var second = backend.take();
        assertThat(second.header("x-amz-date")).isGreaterThan(first.header("x-amz-date"));
        assertThat(second.header("x-amz-date"))
                .startsWith(DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").format(theirs));
        assertThat(Signed.by(second, SECRET)).isTrue();
        // Back to the right time for the other tests
        var now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        backend.answers(Script.json(ANSWER))
                .then(Script.json(403, "{}", "x-amzn-errortype", "InvalidSignatureException", "date", now));
        assertThat(gateway.caller().chat(asking("signed-nova")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedKeyShowsNothingOfIt() {
        backend.answers(Script.json(
                403,
                "{\"message\":\"The security token included in the request is invalid.\"}",
                "x-amzn-errortype",
                "UnrecognizedClientException"));
        var answer = gateway.caller().chat(asking("signed-nova"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("credential")
                .doesNotContain("AKIDEXAMPLE")
                .doesNotContain("security token");
    }

    @Test
    void tokensAreCountedByConverse() {
        backend.answers(Script.json("{\"inputTokens\":21}"));
        var answer = gateway.caller().post("/v1/messages/count_tokens", ASKED + "}");
        assertThat(answer.body()).isEqualTo("{\"input_tokens\":21}");
        assertThat(backend.take().body()).startsWith("{\"input\":{\"converse\":{\"messages\":[");
    }
}
