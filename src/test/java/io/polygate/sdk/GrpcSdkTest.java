package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// grpcio, which learns everything it calls by reflection.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class GrpcSdkTest {

    private static final TestGateway GATEWAY =
            TestGateway.start(new GatewayText().mock().line("grpc: {port: 0, max-message: 1MiB}"));
    private static Map<String, Json> seen;

    @BeforeAll
    static void run() {
        seen = Sdk.PYTHON.run("grpc_client", Map.of("POLYGATE_GRPC", "127.0.0.1:" + GATEWAY.port()));
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    private static Json of(String name) {
        assertThat(seen).containsKey(name);
        return seen.get(name);
    }

    @Test
    void reflectionNamesEveryService() {
        assertThat(of("services").items("names").stream().map(Json::asString))
                .containsExactly(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection",
                        "polygate.v1.ChatService",
                        "polygate.v1.EmbeddingService",
                        "polygate.v1.ModelService");
    }

    @Test
    void completesStreamsAndConverses() {
        var whole = of("complete");
        assertThat(whole.string("text")).startsWith("You said: hello there");
        assertThat(whole.string("finish")).isEqualTo("FINISH_REASON_STOP");
        assertThat(whole.string("provider")).isEqualTo("mock");
        var stream = of("stream");
        assertThat(stream.string("text")).isEqualTo(whole.string("text"));
        assertThat(stream.raw("usage")).isEqualTo(whole.raw("usage"));
        assertThat(stream.count("events")).isGreaterThan(3);
        assertThat(of("converse").items("turns")).hasSize(2);
        assertThat(of("compressed").string("text")).isEqualTo(whole.string("text"));
    }

    @Test
    void listsModelsAndEmbeds() {
        assertThat(of("models").items("models").stream().map(Json::asString)).contains("mock-model");
        assertThat(of("embed").count("count")).isEqualTo(2);
    }

    @Test
    void healthIsServing() {
        assertThat(of("health").count("check")).isEqualTo(1);
        assertThat(of("health").count("watch")).isEqualTo(1);
        assertThat(of("health").string("unknown")).isEqualTo("NOT_FOUND");
    }

    @Test
    void errorsAreRich() {
        var noKey = of("no_key");
        assertThat(noKey.string("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(noKey.string("reason")).isEqualTo("INVALID_API_KEY");
        assertThat(noKey.string("domain")).isEqualTo("polygate");
        assertThat(noKey.isTrue("same")).isTrue();
        assertThat(of("bad_field").string("field")).isEqualTo("max_tokens");
        assertThat(of("unknown_model").string("code")).isEqualTo("NOT_FOUND");
        assertThat(of("unknown_method").string("code")).isEqualTo("UNIMPLEMENTED");
        assertThat(of("too_large").string("code")).isEqualTo("RESOURCE_EXHAUSTED");
    }

    @Test
    void aClientThatPingsTooOftenIsSentAway() {
        assertThat(of("pings").string("code")).isEqualTo("UNAVAILABLE");
        assertThat(of("pings").string("details")).contains("too_many_pings");
    }
}
