package io.polygate.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.EmbedRequest;
import io.polygate.proto.v1.GetModelRequest;
import io.polygate.proto.v1.Model;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.polygate.wire.polygate.OwnMethod;
import io.polygate.wire.protojson.ProtoJson;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of our own methods is what their descriptors say, and every way to call one says the same.
final class OwnMethodTest {

    private static final List<MethodDescriptor> DESCRIBED = Stream.of(
                    ChatRequest.getDescriptor(), EmbedRequest.getDescriptor(), Model.getDescriptor())
            .map(type -> type.getFile().getServices())
            .flatMap(Collection::stream)
            .map(ServiceDescriptor::getMethods)
            .flatMap(Collection::stream)
            .toList();

    private static String name(MethodDescriptor method) {
        return method.getService().getFullName() + "/" + method.getName();
    }

    @Test
    void theTableNamesEveryMethod() {
        assertThat(Stream.of(OwnMethod.values()).map(OwnMethod::fullName).collect(Collectors.toSet()))
                .isEqualTo(DESCRIBED.stream().map(OwnMethodTest::name).collect(Collectors.toSet()));
    }

    @Test
    void theTableHasTheStreamsAndPathsOfTheAnnotations() {
        for (var described : DESCRIBED) {
            var method = OwnMethod.of("/" + name(described));
            assertThat(method).as(name(described)).isNotNull();
            assertThat(method.clientStreaming()).isEqualTo(described.isClientStreaming());
            assertThat(method.serverStreaming()).isEqualTo(described.isServerStreaming());
            var rule = described.getOptions().getExtension(AnnotationsProto.http);
            var path = rule.hasPost() ? rule.getPost() : rule.getGet();
            assertThat(method.httpPath()).isEqualTo(path.isEmpty() ? null : path);
            if (!path.isEmpty()) {
                assertThat(method.reads() ? "GET" : "POST")
                        .isEqualTo(rule.getPatternCase().name());
            }
        }
    }

    private static String json(byte[] request) {
        try {
            return ProtoJson.PLAIN.write(ChatRequest.parseFrom(request)).toString();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void restGrpcAndJsonGiveTheSameAnswer() {
        try (var provider = new FakeProvider();
                var gateway = TestGateway.start(new GatewayText().fake(provider))) {
            provider.answers(Script.json(Script.CHAT));
            var caller = gateway.caller();
            var rest = Json.parse(
                    caller.chat("{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                            .body());
            var grpc =
                    Chats.response(new GrpcCaller(provider.vertx(), gateway.port()).call(Chats.COMPLETE, Chats.HELLO));
            var json = Json.parse(caller.post(
                            "/v1/chat:complete",
                            "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"ROLE_USER\",\"content\":[{\"text\":\"Hi\"}]}]}")
                    .body());
            assertThat(caller.post("/grpc/" + Chats.COMPLETE, json(Chats.HELLO)).body())
                    .isEqualTo(json.raw());
            assertThat(caller.post("/grpc/polygate.v1.ModelService/GetModel", "{\"name\":\"gpt-test\"}")
                            .body())
                    .isEqualTo(caller.get("/v1/models:get?name=gpt-test").body())
                    .contains("\"provider\":\"fake\"");
            var text = rest.items("choices").getFirst().object("message").string("content");
            assertThat(grpc.getMessage().getContent(0).getText()).isEqualTo(text);
            assertThat(json.object("message").items("content").getFirst().string("text"))
                    .isEqualTo(text);
            long input = rest.object("usage").count("prompt_tokens");
            assertThat(grpc.getUsage().getInputTokens()).isEqualTo(input);
            assertThat(json.object("usage").string("inputTokens")).isEqualTo(Long.toString(input));
            assertThat(grpc.getRawFinishReason())
                    .isEqualTo(json.string("rawFinishReason"))
                    .isEqualTo(rest.items("choices").getFirst().string("finish_reason"));
        }
    }

    @Test
    void refusesWhatHttpHasAgainstARequestAsGooglesApisDo() {
        try (var gateway = TestGateway.start(new GatewayText().mock())) {
            for (var path : List.of("/v1/chat:complete", "/grpc/" + Chats.COMPLETE, "/" + Chats.COMPLETE)) {
                var refused = gateway.caller().method("PUT", path);
                assertThat(refused.statusCode()).isEqualTo(405);
                assertThat(refused.headers().firstValue("allow")).hasValue("POST");
                var error = Json.parse(refused.body()).object("error");
                assertThat(error).as(refused.body()).isNotNull();
                assertThat(error.number("code")).isEqualTo(405);
                assertThat(error.string("status")).isEqualTo("UNIMPLEMENTED");
                assertThat(error.string("message")).contains("PUT").contains("POST");
                assertThat(error.items("details").getFirst().string("reason")).isEqualTo("METHOD_NOT_ALLOWED");
            }
        }
    }

    @Test
    void blamesTheFieldThatNamesAnUnknownModel() throws Exception {
        try (var gateway = TestGateway.start(new GatewayText().mock())) {
            var caller = gateway.caller();
            for (var answer : List.of(
                    caller.get("/v1/models:get?name=nobody"),
                    caller.post("/grpc/polygate.v1.ModelService/GetModel", "{\"name\":\"nobody\"}"))) {
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("\"field\":\"name\"");
            }
            var vertx = io.vertx.core.Vertx.vertx();
            var asked = GetModelRequest.newBuilder().setName("nobody").build();
            var refused = new GrpcCaller(vertx, gateway.port())
                    .call("polygate.v1.ModelService/GetModel", asked.toByteArray());
            var blamed = Chats.details(refused).getDetails(1).unpack(BadRequest.class);
            assertThat(blamed.getFieldViolations(0).getField()).isEqualTo("name");
            vertx.close();
        }
    }
}
