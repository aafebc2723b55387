package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeRealtime;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// OpenAI's own Realtime client for JavaScript.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class RealtimeSdkTest {

    @Test
    void holdsAConversation() {
        var own = SelfSignedCertificate.create("localhost");
        var tls = "tls: {cert: " + own.certificatePath() + ", key: " + own.privateKeyPath() + "}";
        try (var backend = new FakeRealtime();
                var gateway = TestGateway.start(new GatewayText()
                        .server(tls)
                        .provider("voices", backend.baseUrl())
                        .model("voice", "voices", "gpt-realtime"))) {
            var answering = Thread.ofVirtual().start(() -> {
                var upstream = backend.take();
                assertThat(upstream.hear()).contains("response.create");
                upstream.say("{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}")
                        .say("{\"type\":\"response.output_text.delta\",\"delta\":\"Hello \"}")
                        .say("{\"type\":\"response.output_text.delta\",\"delta\":\"世界\"}")
                        .say("{\"type\":\"response.done\",\"response\":{\"id\":\"r\",\"status\":\"completed\","
                                + "\"usage\":{\"total_tokens\":7,\"input_tokens\":5,\"output_tokens\":2}}}");
            });
            var seen = Sdk.NODE.run(
                    "realtime_client",
                    Map.of(
                            "OPENAI_BASE_URL",
                            "https://localhost:" + gateway.port() + "/v1",
                            "OPENAI_API_KEY",
                            "sk-test"));
            assertThat(seen.get("turn").string("text")).isEqualTo("Hello 世界");
            assertThat(seen.get("turn").count("tokens")).isEqualTo(7);
            assertThat(seen.get("closed").count("code")).isEqualTo(1000);
            assertThat(seen.get("refused").string("message")).contains("401");
            answering.interrupt();
        }
    }
}
