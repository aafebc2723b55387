package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.proto.worker.v1.GenerateRequest;
import io.polygate.proto.worker.v1.GenerateResponse;
import io.polygate.proto.worker.v1.TextDelta;
import io.polygate.testing.FakeWorker;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcTimeout;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Workers that fail, in every way that they can.
final class WorkerFailuresTest {

    private static final String ASK = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final FakeWorker first = new FakeWorker();
    private final FakeWorker second = new FakeWorker();
    private TestGateway gateway;

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        first.close();
        second.close();
    }

    private void serve(String more) {
        gateway = TestGateway.start(
                new GatewayText().entry("{id: w, dialect: worker, base-url: \"" + first.address() + "\"" + more + "}"));
    }

    private void serveBoth(String more) {
        gateway = TestGateway.start(new GatewayText()
                .entry("{id: w, dialect: worker, discovery: {type: static, endpoints: [{url: \"" + first.address()
                        + "\"}, {url: \"" + second.address() + "\"}]}" + more + "}"));
    }

    private static Consumer<FakeWorker.Call> fullQueue() {
        return call -> call.end(
                GrpcCode.RESOURCE_EXHAUSTED,
                "the queue of m is full (512 calls wait)",
                "polygate-error-code",
                "queue_full",
                "retry-after-ms",
                "7000");
    }

    @Test
    void itsMessageCodeAndWaitReachTheCaller() {
        first.answers(fullQueue());
        serve("");
        var answer = gateway.caller().chat(ASK);
        assertThat(answer.statusCode()).isEqualTo(503);
        var error = Json.parse(answer.body()).object("error");
        assertThat(error.string("message")).isEqualTo("the queue of m is full (512 calls wait)");
        assertThat(error.string("code")).isEqualTo("queue_full");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void eachOfItsCodesHasItsStatus() {
        serve("");
        var expected = new Object[][] {
            {GrpcCode.INVALID_ARGUMENT, "invalid_request", 400},
            {GrpcCode.FAILED_PRECONDITION, "unsupported_operation", 400},
            {GrpcCode.INVALID_ARGUMENT, "context_length_exceeded", 400},
            {GrpcCode.NOT_FOUND, "model_not_found", 404},
            {GrpcCode.RESOURCE_EXHAUSTED, "request_too_large", 413},
            {GrpcCode.UNAUTHENTICATED, "invalid_api_key", 502},
            {GrpcCode.INTERNAL, "engine_failed", 502},
            {GrpcCode.DEADLINE_EXCEEDED, "timeout", 504},
            {GrpcCode.UNAVAILABLE, "worker_draining", 503},
        };
        for (var row : expected) {
            first.answers(call -> call.end((GrpcCode) row[0], "it failed", "polygate-error-code", (String) row[1]));
            assertThat(gateway.caller().chat(ASK).statusCode())
                    .as((String) row[1])
                    .isEqualTo(row[2]);
        }
    }

    @Test
    void beforeTheFirstWordAnotherWorkerIsAsked() {
        first.answers(fullQueue());
        serveBoth("");
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.caller().chat(STREAM).body()).contains("Hello", "[DONE]");
        }
        assertThat(first.calls()).hasSizeLessThan(3);
    }

    @Test
    void aWorkerThatBreaksOffBeforeItsFirstWordGivesWayToo() {
        first.answers(FakeWorker.Call::breakOff);
        serveBoth("");
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.caller().chat(ASK).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anErrorAfterTheFirstWordIsTheStreamsLastEvent() {
        first.answers(call -> call.write(FakeWorker.text("Hel"))
                .end(GrpcCode.UNAVAILABLE, "the engine of m died", "polygate-error-code", "engine_died"));
        serve("");
        assertThat(gateway.caller().chat(STREAM).body())
                .contains("\"content\":\"Hel\"", "the engine of m died")
                .doesNotContain("[DONE]");
        assertThat(gateway.caller()
                        .post("/v1/messages", STREAM.replace("\"model\"", "\"max_tokens\":9,\"model\""))
                        .body())
                .contains("event: error", "the engine of m died")
                .doesNotContain("message_stop");
        var whole = gateway.caller().chat(ASK);
        assertThat(whole.statusCode()).isEqualTo(502);
        assertThat(whole.body()).contains("the engine of m died");
    }

    @Test
    void anAnswerWithoutAnEndIsAnError() {
        first.answers(call -> call.write(FakeWorker.text("Hel")).end());
        serve("");
        assertThat(gateway.caller().chat(STREAM).body())
                .contains("\"content\":\"Hel\"", "\"error\"")
                .doesNotContain("[DONE]");
        assertThat(gateway.caller().chat(ASK).statusCode()).isEqualTo(502);
    }

    @Test
    void whatIsNoAnswerIsAnErrorAndTheWorkerIsLetGo() {
        var left = new AtomicInteger();
        first.answers(call -> {
            call.request().response().closeHandler(gone -> left.incrementAndGet());
            call.write(Buffer.buffer(new byte[] {(byte) 0xff, (byte) 0xff, 1}));
        });
        serve("");
        assertThat(gateway.caller().chat(ASK).statusCode()).isEqualTo(502);
        Wait.until(() -> left.get() == first.calls().size());
    }

    @Test
    void silenceEndsTheCallAndTheDeadlineIsToldToTheWorker() {
        first.answers(call -> {});
        serve(", timeouts: {first-byte: 200ms, total: 9s}");
        var answer = gateway.caller().chat(ASK);
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("first-byte timeout");
        var told = first.calls().getFirst().header("grpc-timeout");
        assertThat(GrpcTimeout.parse(told)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void silenceAfterTheFirstWordEndsTheStream() {
        first.answers(call -> call.write(FakeWorker.text("Hel")));
        serve(", timeouts: {idle: 200ms}");
        assertThat(gateway.caller().chat(STREAM).body()).contains("\"content\":\"Hel\"", "idle timeout");
    }

    @Test
    void tokenTraceAndIdGoAlong() {
        serve(", credentials: [{value: t0p}], headers: {X-Team: blue}");
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        gateway.caller().chat(ASK, "traceparent", trace, "x-request-id", "mine-1");
        var call = first.calls().getFirst();
        assertThat(call.header("authorization")).isEqualTo("Bearer t0p");
        assertThat(call.header("traceparent")).isEqualTo(trace);
        assertThat(call.header("x-request-id")).isEqualTo("mine-1");
        assertThat(call.header("x-team")).isEqualTo("blue");
    }

    @Test
    void aSlowReaderHoldsTheWorkerBack() {
        var written = new AtomicInteger();
        first.answers(call -> pour(call, written));
        serve("");
        try (var socket = gateway.raw().send(RawSocket.post(STREAM))) {
            assertThat(socket.readTo("lorem")).contains("200 OK");
            long held = Wait.untilStill(first.vertx(), written::get);
            assertThat(held).isLessThan(20_000);
        }
    }

    /// Writes as much as is taken, at most 200 MB.
    private static void pour(FakeWorker.Call call, AtomicInteger written) {
        var response = call.request().response();
        while (!response.writeQueueFull() && written.get() < 20_000) {
            written.incrementAndGet();
            call.write(FakeWorker.text("lorem ipsum ".repeat(800)));
        }
        response.drainHandler(v -> pour(call, written));
    }

    @Test
    void aWorkerThatOthersKeepBusyIsAvoided() {
        first.tells(4, 4);
        second.tells(4, 0);
        serveBoth("");
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.caller().chat(ASK).statusCode()).isEqualTo(200);
        }
        assertThat(first.calls()).isEmpty();
        assertThat(second.calls()).hasSize(4);
    }

    @Test
    void whatTheCallerWantsIsToldInTheWorkersWords() throws Exception {
        serve("");
        var body = "{\"model\":\"m\",\"max_tokens\":5,\"temperature\":0,\"seed\":7,\"stop\":[\"x\"],\"top_logprobs\":2,"
                + "\"logprobs\":true,\"reasoning_effort\":\"low\",\"min_p\":0.1,\"logit_bias\":{\"3\":-1},"
                + "\"chat_template_kwargs\":{\"a\":1},\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}},\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"see\"},{\"type\":\"image_url\",\"image_url\":"
                + "{\"url\":\"data:image/png;base64,AAAA\"}}]}]}";
        assertThat(gateway.caller().chat(body).statusCode()).isEqualTo(200);
        var told = GenerateRequest.parseFrom(first.calls().getFirst().message().getBytes());
        assertThat(told.getModel()).isEqualTo("m");
        var sampling = told.getSampling();
        assertThat(sampling.getMaxTokens()).isEqualTo(5);
        assertThat(sampling.hasTemperature()).isTrue();
        assertThat(sampling.getTemperature()).isZero();
        assertThat(sampling.getSeed()).isEqualTo(7);
        assertThat(sampling.getStopList()).containsExactly("x");
        assertThat(told.getTopLogprobs()).isEqualTo(2);
        assertThat(told.getResponseFormat().getJsonSchema().getSchemaJson()).isEqualTo("{\"type\":\"object\"}");
        var extras = Json.parse(told.getExtrasJson());
        assertThat(extras.get("min_p").asDouble()).isEqualTo(0.1);
        assertThat(extras.object("logit_bias").number("3").longValue()).isEqualTo(-1);
        assertThat(extras.object("chat_template_kwargs").raw())
                .contains("\"a\":1", "\"enable_thinking\":true", "\"low\"");
        var parts = told.getChat().getMessages(0).getPartsList();
        assertThat(parts.get(0).getText()).isEqualTo("see");
        assertThat(parts.get(1).getImage().getMediaType()).isEqualTo("image/png");
        assertThat(parts.get(1).getImage().getData().size()).isEqualTo(3);
    }

    @Test
    void logProbabilitiesAndCachedTokensComeBack() {
        var logprobs = "{\"content\":[{\"token\":\"Hel\",\"logprob\":-0.5,\"bytes\":[72],\"top_logprobs\":"
                + "[{\"token\":\"Hi\",\"logprob\":-1.5}]}]}";
        var delta = GenerateResponse.newBuilder()
                .setText(TextDelta.newBuilder().setText("Hel").setLogprobsJson(logprobs))
                .build();
        first.answers(call -> call.write(Buffer.buffer(delta.toByteArray()))
                .write(FakeWorker.finished())
                .end());
        serve("");
        var answer = Json.parse(gateway.caller().chat(ASK).body());
        var token = answer.items("choices")
                .getFirst()
                .object("logprobs")
                .items("content")
                .getFirst();
        assertThat(token.string("token")).isEqualTo("Hel");
        assertThat(token.items("top_logprobs").getFirst().string("token")).isEqualTo("Hi");
        var usage = answer.object("usage");
        assertThat(usage.number("prompt_tokens").longValue()).isEqualTo(9);
        assertThat(usage.object("prompt_tokens_details").number("cached_tokens").longValue())
                .isEqualTo(4);
    }
}
