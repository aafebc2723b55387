package io.polygate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Servers of one's own are asked for their models, whatever they answer.
final class ModelProbeTest {

    private static final long ENDLESS = 2_000_000_000L;

    @Test
    void takesNoMoreOfAnAnswerThanFits() {
        try (var server = new FakeProvider()) {
            var written = new AtomicLong();
            server.answers(Script.flood("application/json", ENDLESS, written));
            try (var gateway = TestGateway.start(new GatewayText()
                    .backend("ollama", "openai", server.baseUrl())
                    .line("discovery: {interval: 60s}"))) {
                assertThat(server.take().path()).isEqualTo("/v1/models");
                assertThat(Wait.untilStill(server.vertx(), written::get)).isLessThan(100_000_000L);
                server.answers(Script.json("{\"data\":[{\"id\":\"llama3\"}]}"));
                assertThat(gateway.caller().get("/v1/models").statusCode()).isEqualTo(200);
            }
        }
    }
}
