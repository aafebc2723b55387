package io.polygate.door.grpc;

import static io.polygate.door.grpc.Chats.COMPLETE;
import static io.polygate.door.grpc.Chats.CONVERSE;
import static io.polygate.door.grpc.Chats.HELLO;
import static io.polygate.door.grpc.Chats.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.polygate.proto.health.v1.HealthCheckResponse.ServingStatus;
import io.polygate.proto.health.v1.HealthListResponse;
import io.polygate.proto.reflection.v1.ExtensionRequest;
import io.polygate.proto.reflection.v1.ServerReflectionRequest;
import io.polygate.proto.reflection.v1.ServerReflectionResponse;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a gRPC caller relies on wherever it connects and wherever routing runs. Messages have at most 64 KiB.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GrpcDoorContract {

    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNAUTHENTICATED = 16;

    final FakeProvider provider = new FakeProvider();

    abstract GrpcCaller caller();

    @Test
    void answersAChatAndTellsWhoAnswered() {
        provider.answers(Script.json(Script.CHAT));
        var answer = caller().call(COMPLETE, HELLO, "x-request-id", "my-id");
        assertThat(answer.status()).isZero();
        assertThat(Chats.response(answer).getMessage().getContent(0).getText()).isEqualTo("Hi");
        assertThat(answer.headers().get("x-polygate-provider")).isEqualTo("fake");
        assertThat(answer.headers().get("x-request-id")).isEqualTo("my-id");
    }

    @Test
    void anEventIsThereBeforeTheNextOneIsSentAndACallerWhoLeavesEndsTheCall() {
        provider.answers(Script.stall(Script.ROLE + Script.HELLO));
        var first = new CompletableFuture<ChatEvent>();
        var request = caller().open(STREAM, "x-api-key", "sk-test");
        request.response().onSuccess(r -> r.handler(m -> first.complete(Chats.event(m))));
        request.end(Buffer.buffer(HELLO));
        assertThat(Wait.on(first).getTextDelta()).isEqualTo("Hello");
        var asked = provider.take();
        request.cancel();
        Wait.on(asked.gone());
    }

    @Test
    void answersEachRequestOfAConversationBeforeTheNextOneIsSent() {
        provider.answers(Script.stream(Script.STREAM));
        var request = caller().open(CONVERSE, "authorization", "Bearer sk-test");
        var finished = new AtomicLong();
        var ended = new CompletableFuture<Integer>();
        request.response().onSuccess(response -> {
            response.handler(m -> finished.addAndGet(Chats.event(m).hasFinished() ? 1 : 0));
            response.endHandler(v -> ended.complete(response.status().code));
        });
        request.write(Buffer.buffer(HELLO));
        Wait.until(provider.vertx(), () -> finished.get() == 1);
        request.end(Buffer.buffer(HELLO));
        assertThat(Wait.on(ended)).isZero();
        assertThat(finished).hasValue(2);
    }

    @Test
    void aDeadlineThatIsOverEndsTheBackendsCall() {
        for (var script : new Script[] {Script.hang(), Script.stall(Script.ROLE + Script.HELLO)}) {
            provider.answers(script);
            var answer = caller().call(STREAM, HELLO, "grpc-timeout", "300m");
            assertThat(answer.status()).isEqualTo(DEADLINE_EXCEEDED);
            Wait.on(provider.take().gone());
        }
    }

    @Test
    void takesAndGivesGzipAndHoldsMessagesToTheirLimit() {
        provider.answers(Script.json(Script.CHAT.replace("Hi", "x".repeat(4000))));
        var request = caller().open(COMPLETE, "authorization", "Bearer sk-test", "grpc-accept-encoding", "gzip");
        var answer = caller().send(request.encoding("gzip"), HELLO);
        assertThat(answer.headers().get("grpc-encoding")).isEqualTo("gzip");
        assertThat(Chats.response(answer).getMessage().getContent(0).getText()).hasSize(4000);
        provider.take();
        var large = Chats.ask("gpt-test", "x".repeat(100_000)).toByteArray();
        assertThat(caller().call(COMPLETE, large).status()).isEqualTo(RESOURCE_EXHAUSTED);
        var packed = caller().open(COMPLETE, "authorization", "Bearer sk-test").encoding("gzip");
        assertThat(caller().send(packed, large).status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void errorsAreRich() throws Exception {
        provider.answers(Script.json(429, "{\"error\":{\"message\":\"Slow down\"}}", "retry-after", "7"));
        var answer = caller().call(COMPLETE, HELLO);
        assertThat(answer.status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(answer.message()).isEqualTo("Slow down");
        var details = Chats.details(answer).getDetailsList();
        assertThat(details.get(0).unpack(ErrorInfo.class).getReason()).isEqualTo("RATE_LIMIT_EXCEEDED");
        assertThat(details.get(0).unpack(ErrorInfo.class).getDomain()).isEqualTo("polygate");
        assertThat(details.get(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(7);
        provider.take();
    }

    /// A client takes eight kilobytes of trailers and no more.
    @Test
    void aLongErrorIsToldAsFarAsAClientTakesIt() throws Exception {
        for (var text : new String[] {"错".repeat(6_000), "错".repeat(900), "x".repeat(3_500)}) {
            provider.answers(Script.json(400, "{\"error\":{\"message\":\"" + text + "\"}}"));
            var answer = caller().call(COMPLETE, HELLO);
            assertThat(answer.status()).isEqualTo(INVALID_ARGUMENT);
            assertThat(answer.message()).endsWith("…").startsWith(text.substring(0, 200));
            var bytes = answer.headers().entries().stream()
                    .mapToInt(header ->
                            header.getKey().length() + header.getValue().length() + 32)
                    .sum();
            assertThat(bytes).isLessThan(8 * 1024);
            var told = Chats.details(answer);
            assertThat(told.getMessage()).isEqualTo(answer.message());
            assertThat(told.getDetails(0).unpack(ErrorInfo.class).getDomain()).isEqualTo("polygate");
            provider.take();
        }
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var written = new AtomicLong();
        int chunks = 6_000;
        provider.answers(Script.flood(chunks, 16 * 1024, written));
        var paused = new CompletableFuture<GrpcClientResponse<Buffer, Buffer>>();
        var request = caller().open(STREAM, "authorization", "Bearer sk-test");
        request.response().onSuccess(response -> {
            response.pause();
            paused.complete(response);
        });
        request.end(Buffer.buffer(HELLO));
        var response = Wait.on(paused);
        provider.take();
        assertThat(Wait.untilStill(provider.vertx(), written::get)).isLessThan(chunks * 16L * 1024 / 2);
        var characters = new AtomicLong();
        var all = new CompletableFuture<Long>();
        provider.vertx().runOnContext(v -> {
            response.handler(
                    m -> characters.addAndGet(Chats.event(m).getTextDelta().length()));
            response.endHandler(end -> all.complete(characters.get()));
            response.resume();
        });
        assertThat(Wait.on(all)).isEqualTo(chunks * 16L * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void reflectionAnswersThoseWithAKeyAndNobodyElse(String version) throws Exception {
        var method = "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo";
        var question = ServerReflectionRequest.newBuilder()
                .setListServices("*")
                .build()
                .toByteArray();
        var told = ServerReflectionResponse.parseFrom(
                caller().call(method, question).only().getBytes());
        assertThat(told.getListServicesResponse().getServiceList())
                .anyMatch(service -> service.getName().equals("polygate.v1.ChatService"));
        for (var key : new String[] {"", "Bearer sk-wrong"}) {
            var answer = caller().send(caller().open(method, "authorization", key), question);
            assertThat(answer.status()).isEqualTo(UNAUTHENTICATED);
            assertThat(answer.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void reflectionFindsExtensionsAndWhateverHasAName(String version) throws Exception {
        var method = "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo";
        var options = "google.protobuf.MethodOptions";
        var numbers = ask(method, ServerReflectionRequest.newBuilder().setAllExtensionNumbersOfType(options));
        int http = numbers.getAllExtensionNumbersResponse().getExtensionNumber(0);
        var extension = ExtensionRequest.newBuilder().setContainingType(options).setExtensionNumber(http);
        assertThat(ask(method, ServerReflectionRequest.newBuilder().setFileContainingExtension(extension))
                        .getFileDescriptorResponse()
                        .getFileDescriptorProto(0)
                        .toStringUtf8())
                .contains("google/api/annotations.proto");
        for (var name :
                new String[] {"polygate.v1.ChatService.Complete", "polygate.v1.ROLE_USER", method.replace('/', '.')}) {
            assertThat(ask(method, ServerReflectionRequest.newBuilder().setFileContainingSymbol(name))
                            .hasFileDescriptorResponse())
                    .as(name)
                    .isTrue();
        }
    }

    private ServerReflectionResponse ask(String method, ServerReflectionRequest.Builder question) throws Exception {
        return ServerReflectionResponse.parseFrom(
                caller().call(method, question.build().toByteArray()).only().getBytes());
    }

    @Test
    void healthTellsOfEveryService() throws Exception {
        var answer = caller().send(caller().open("grpc.health.v1.Health/List"), new byte[0]);
        assertThat(HealthListResponse.parseFrom(answer.only().getBytes()).getStatusesMap())
                .containsKeys("", "polygate.v1.ChatService", "polygate.v1.ModelService")
                .allSatisfy((service, status) -> assertThat(status.getStatus()).isEqualTo(ServingStatus.SERVING));
    }

    @Test
    void aCallWhoseDeadlineIsOverAlreadyReachesNoBackend() {
        for (var timeout : new String[] {"0S", "1n"}) {
            assertThat(caller().call(COMPLETE, HELLO, "grpc-timeout", timeout).status())
                    .isEqualTo(DEADLINE_EXCEEDED);
        }
        assertThat(provider.waiting()).isZero();
    }
}
