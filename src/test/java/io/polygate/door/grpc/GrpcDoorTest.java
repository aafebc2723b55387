package io.polygate.door.grpc;

import static io.polygate.door.grpc.Chats.COMPLETE;
import static io.polygate.door.grpc.Chats.CONVERSE;
import static io.polygate.door.grpc.Chats.HELLO;
import static io.polygate.door.grpc.Chats.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.FinishReason;
import io.polygate.proto.v1.Tool;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What every gRPC caller relies on.
final class GrpcDoorTest {

    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().mock().fake(PROVIDER).line("grpc: {port: 0, max-message: 64KiB}"));
    private static final GrpcCaller MAIN = new GrpcCaller(PROVIDER.vertx(), GATEWAY.port());
    private static final GrpcCaller OWN = new GrpcCaller(PROVIDER.vertx(), GATEWAY.grpcPort());

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    @Test
    void answersAChatOnBothPorts() {
        for (var caller : new GrpcCaller[] {MAIN, OWN}) {
            PROVIDER.answers(Script.json(Script.CHAT));
            var answer = caller.call(COMPLETE, HELLO, "x-request-id", "my-id");
            assertThat(answer.status()).isZero();
            var response = Chats.response(answer);
            assertThat(response.getMessage().getContent(0).getText()).isEqualTo("Hi");
            assertThat(response.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_STOP);
            assertThat(response.getUsage().getInputTokens()).isEqualTo(9);
            assertThat(response.getUsage().getOutputTokens()).isEqualTo(2);
            assertThat(response.getModel()).isEqualTo("upstream-model");
            assertThat(answer.headers().get("x-polygate-provider")).isEqualTo("fake");
            assertThat(answer.headers().get("x-request-id")).isEqualTo("my-id");
            assertThat(PROVIDER.take().json().string("model")).isEqualTo("upstream-model");
        }
    }

    @Test
    void whatIsNoGrpcIsRefusedAsHttpHasIt() {
        for (int port : new int[] {GATEWAY.port(), GATEWAY.grpcPort()}) {
            assertThat(status(port, "POST", "application/json")).isEqualTo(415);
            assertThat(status(port, "POST", "application/grpc")).isEqualTo(415);
            assertThat(status(port, "PUT", "Application/gRPC-Web")).isEqualTo(405);
        }
    }

    private static int status(int port, String method, String type) {
        try (var socket = new RawSocket(port)) {
            socket.send(method + " /" + COMPLETE + " HTTP/1.1\r\nhost: gateway\r\nx-api-key: sk-test\r\ncontent-type: "
                    + type + "\r\ncontent-length: 2\r\n\r\n{}");
            return socket.reply().status();
        }
    }

    @Test
    void streamsAChatHoweverTheBackendSplitsIt() {
        for (var script : new Script[] {
            Script.stream(Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE),
            Script.bytewise(Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE)
        }) {
            PROVIDER.answers(script);
            var answer = OWN.call(STREAM, HELLO);
            assertThat(answer.status()).isZero();
            var events = Chats.events(answer.messages());
            assertThat(Chats.text(events)).isEqualTo("Hello 世界");
            var finished = events.getLast().getFinished();
            assertThat(finished.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_STOP);
            assertThat(finished.getUsage().getInputTokens()).isEqualTo(9);
        }
    }

    @Test
    void anEventIsThereBeforeTheNextOneIsSent() {
        PROVIDER.answers(Script.stall(Script.ROLE + Script.HELLO));
        var first = new CompletableFuture<ChatEvent>();
        var request = OWN.open(STREAM, "x-api-key", "sk-test");
        request.response().onSuccess(r -> r.handler(m -> first.complete(Chats.event(m))));
        request.end(Buffer.buffer(HELLO));
        assertThat(Wait.on(first).getTextDelta()).isEqualTo("Hello");
        request.cancel();
    }

    @Test
    void toolsTravelByteForByte() {
        var parameters = "{\"type\":\"object\",  \"properties\":{\"n\":{\"const\":12345678901234567890}}}";
        var arguments = "{\"n\": 12345678901234567890, \"a\":1.0}";
        PROVIDER.answers(Script.json(Script.CHAT.replace(
                "\"content\":\"Hi\"",
                "\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"n\\\": 12345678901234567890, \\\"a\\\":1.0}\"}}]")));
        var request = Chats.ask("gpt-test", "Hi").toBuilder()
                .addTools(Tool.newBuilder().setName("f").setParameters(parameters));
        var response = Chats.response(OWN.call(COMPLETE, request.build().toByteArray()));
        assertThat(PROVIDER.take().body()).contains("\"parameters\":" + parameters);
        var call = response.getMessage().getContent(0).getToolCall();
        assertThat(call.getArguments()).isEqualTo(arguments);
        assertThat(call.getId()).isEqualTo("c1");
    }

    @Test
    void answersEachRequestOfAConversationInTurn() {
        PROVIDER.answers(Script.stream(Script.STREAM));
        var request = OWN.open(CONVERSE, "authorization", "Bearer sk-test");
        var answered = request.response().compose(GrpcCaller::collect);
        request.write(Buffer.buffer(HELLO));
        request.write(Buffer.buffer(HELLO));
        request.end();
        var answer = Wait.on(answered);
        assertThat(answer.status()).isZero();
        assertThat(Chats.text(Chats.events(answer.messages()))).isEqualTo("Hello 世界Hello 世界");
        assertThat(Chats.events(answer.messages()))
                .filteredOn(ChatEvent::hasFinished)
                .hasSize(2);
    }

    @Test
    void refusesABadFieldByNameWithoutAskingABackend() throws Exception {
        PROVIDER.answers(Script.json(Script.CHAT));
        var request = Chats.ask("gpt-test", "Hi").toBuilder().setMaxTokens(-1).build();
        var answer = OWN.call(COMPLETE, request.toByteArray());
        assertThat(answer.status()).isEqualTo(INVALID_ARGUMENT);
        var details = Chats.details(answer).getDetailsList();
        assertThat(details.get(0).unpack(ErrorInfo.class).getReason()).isEqualTo("INVALID_VALUE");
        assertThat(details.get(1).unpack(BadRequest.class).getFieldViolations(0).getField())
                .isEqualTo("max_tokens");
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThat(OWN.call(COMPLETE, new byte[] {1, 2, 3}).status()).isEqualTo(INVALID_ARGUMENT);
        assertThat(OWN.call(COMPLETE, new byte[0]).message()).contains("model is missing");
        assertThat(OWN.call("polygate.v1.ChatService/Nothing", HELLO).status()).isEqualTo(UNIMPLEMENTED);
        assertThat(OWN.call("nobody.Service/Method", HELLO).status()).isEqualTo(UNIMPLEMENTED);
    }

    @Test
    void refusesAnUnknownKeyWithoutAskingABackend() throws Exception {
        PROVIDER.answers(Script.json(Script.CHAT));
        for (var method : new String[] {COMPLETE, STREAM, "polygate.v1.ModelService/ListModels"}) {
            for (var key : new String[] {"", "sk-wrong"}) {
                var answer = OWN.send(OWN.open(method, "authorization", "Bearer " + key), HELLO);
                assertThat(answer.status()).isEqualTo(UNAUTHENTICATED);
                assertThat(Chats.details(answer)
                                .getDetails(0)
                                .unpack(ErrorInfo.class)
                                .getReason())
                        .isEqualTo("INVALID_API_KEY");
                assertThat(answer.message()).doesNotContain("sk-wrong");
            }
        }
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void tellsABackendsRateLimitWithTheTimeToWait() throws Exception {
        PROVIDER.answers(Script.json(429, "{\"error\":{\"message\":\"Slow down\"}}", "retry-after", "7"));
        var answer = OWN.call(COMPLETE, HELLO);
        assertThat(answer.status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(answer.message()).isEqualTo("Slow down");
        var details = Chats.details(answer).getDetailsList();
        assertThat(details.get(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(7);
    }

    @Test
    void aBackendThatIsDownIsUnavailable() {
        PROVIDER.answers(Script.reset());
        assertThat(OWN.call(COMPLETE, HELLO).status()).isEqualTo(UNAVAILABLE);
        assertThat(OWN.call(STREAM, HELLO).status()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void aStreamThatBreaksEndsWithItsStatusAfterWhatCame() {
        PROVIDER.answers(Script.cut(Script.ROLE + Script.HELLO));
        var answer = OWN.call(STREAM, HELLO);
        assertThat(Chats.text(Chats.events(answer.messages()))).isEqualTo("Hello");
        assertThat(answer.status()).isEqualTo(UNAVAILABLE);
        assertThat(Chats.details(answer).getCode()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void aCallerWhoLeavesEndsTheBackendsCall() {
        for (var script : new Script[] {Script.stall(Script.ROLE + Script.HELLO), Script.hang()}) {
            PROVIDER.answers(script);
            var request = OWN.open(STREAM, "authorization", "Bearer sk-test");
            request.end(Buffer.buffer(HELLO));
            var asked = PROVIDER.take();
            request.cancel();
            Wait.on(asked.gone());
        }
    }

    @Test
    void aDeadlineThatIsOverEndsTheBackendsCall() {
        PROVIDER.answers(Script.hang());
        var answer = OWN.call(COMPLETE, HELLO, "grpc-timeout", "200m");
        assertThat(answer.status()).isEqualTo(DEADLINE_EXCEEDED);
        Wait.on(PROVIDER.take().gone());
        assertThat(OWN.call(COMPLETE, HELLO, "grpc-timeout", "soon").status()).isEqualTo(INVALID_ARGUMENT);
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var written = new AtomicLong();
        int chunks = 12_000;
        PROVIDER.answers(Script.flood(chunks, 16 * 1024, written));
        var paused = new CompletableFuture<GrpcClientResponse<Buffer, Buffer>>();
        var request = OWN.open(STREAM, "authorization", "Bearer sk-test");
        request.response().onSuccess(response -> {
            response.pause();
            paused.complete(response);
        });
        request.end(Buffer.buffer(HELLO));
        var response = Wait.on(paused);
        long held = Wait.untilStill(PROVIDER.vertx(), written::get);
        assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
        var characters = new AtomicLong();
        var all = new CompletableFuture<Long>();
        PROVIDER.vertx().runOnContext(v -> {
            response.handler(
                    m -> characters.addAndGet(Chats.event(m).getTextDelta().length()));
            response.endHandler(end -> all.complete(characters.get()));
            response.resume();
        });
        assertThat(Wait.on(all)).isEqualTo(chunks * 16L * 1024);
    }

    /// What waits for a reader who leaves must not take the other calls of its connection along.
    @Test
    void aSlowReaderWhoLeavesLeavesTheOtherCallsOfItsConnectionAlone() {
        var written = new AtomicLong();
        var caller = new GrpcCaller(PROVIDER.vertx(), GATEWAY.port());
        PROVIDER.answers(Script.flood(12_000, 16 * 1024, written));
        var slow = caller.open(STREAM, "authorization", "Bearer sk-test");
        var paused = new CompletableFuture<GrpcClientResponse<Buffer, Buffer>>();
        slow.response().onSuccess(response -> {
            response.pause();
            paused.complete(response);
        });
        slow.end(Buffer.buffer(HELLO));
        Wait.on(paused);
        Wait.untilStill(PROVIDER.vertx(), written::get);
        var go = new CompletableFuture<Void>();
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.DONE));
        var first = new CompletableFuture<ChatEvent>();
        var other = caller.open(STREAM, "authorization", "Bearer sk-test");
        assertThat(other.connection()).isSameAs(slow.connection());
        var text = new StringBuffer();
        var ended = new CompletableFuture<Integer>();
        other.response().onSuccess(response -> {
            response.handler(m -> {
                text.append(Chats.event(m).getTextDelta());
                first.complete(Chats.event(m));
            });
            response.exceptionHandler(ended::completeExceptionally);
            response.endHandler(v -> ended.complete(response.status().code));
        });
        other.end(Buffer.buffer(HELLO));
        Wait.on(first);
        slow.cancel();
        go.complete(null);
        assertThat(Wait.on(ended)).isZero();
        assertThat(text).hasToString("Hello 世界");
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedBeforeItIsTakenIn() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var large = Chats.ask("gpt-test", "x".repeat(100_000)).toByteArray();
        var answer = OWN.call(COMPLETE, large);
        assertThat(answer.status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(answer.message()).contains("65536 bytes");
        var packed = OWN.open(COMPLETE, "authorization", "Bearer sk-test").encoding("gzip");
        assertThat(OWN.send(packed, large).status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void takesAndGivesGzip() {
        PROVIDER.answers(Script.json(Script.CHAT.replace("Hi", "x".repeat(4000))));
        var request = OWN.open(COMPLETE, "authorization", "Bearer sk-test", "grpc-accept-encoding", "gzip");
        var answer = OWN.send(request.encoding("gzip"), HELLO);
        assertThat(answer.headers().get("grpc-encoding")).isEqualTo("gzip");
        assertThat(Chats.response(answer).getMessage().getContent(0).getText()).hasSize(4000);
    }

    @Test
    void answersTheNextCallAfterAnyFailure() {
        for (var failure : new Script[] {Script.reset(), Script.cut("{"), Script.json(500, "{}")}) {
            PROVIDER.answers(failure);
            assertThat(OWN.call(COMPLETE, HELLO).status()).isEqualTo(UNAVAILABLE);
        }
        PROVIDER.answers(Script.json(Script.CHAT));
        assertThat(OWN.call(COMPLETE, HELLO, "grpc-timeout", TimeUnit.SECONDS.toMillis(20) + "m")
                        .status())
                .isZero();
    }
}
