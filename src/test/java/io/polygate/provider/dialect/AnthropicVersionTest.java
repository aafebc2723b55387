package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The two versions of the Messages API: what is sent fits the version that it names.
final class AnthropicVersionTest {

    private static final String ANSWER =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}";
    private static final String WARM = "{\"model\":\"claude\",\"temperature\":0.5,\"top_p\":0.9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    private TestGateway gateway(String... pairs) {
        provider.answers(Script.json(ANSWER));
        var host = "http://127.0.0.1:" + provider.port();
        return TestGateway.start(new GatewayText()
                .backend("c", "anthropic", host, pairs)
                .model("claude", "c", "claude-3-5-haiku-20241022"));
    }

    @Test
    void theUsualVersionTakesSamplingParameters() {
        try (var gateway = gateway()) {
            assertThat(gateway.caller().chat(WARM).statusCode()).isEqualTo(200);
            var asked = provider.take();
            assertThat(asked.header("anthropic-version")).isEqualTo("2023-06-01");
            assertThat(asked.body()).contains("\"temperature\":0.5");
        }
    }

    @Test
    void theNewVersionIsSentNoSamplingParametersAndTheCallerIsTold() {
        try (var gateway = gateway("headers: {Anthropic-Version: \"2026-10-21\"}")) {
            var answer = gateway.caller().chat(WARM);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-polygate-warnings").orElse(""))
                    .contains("temperature", "top_p");
            var asked = provider.take();
            assertThat(asked.headers().getAll("anthropic-version")).containsExactly("2026-10-21");
            assertThat(asked.body()).doesNotContain("temperature", "top_p", "top_k");
        }
    }

    @Test
    void aCallersOwnVersionPassesWithItsBytesAndItsKeyMayBeABearer() {
        try (var gateway = gateway()) {
            var body =
                    "{\"model\":\"claude-x\",\"max_tokens\":5,\"speed\":\"fast\",\"output_config\":{\"effort\":\"max\"},"
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
            var answer = gateway.caller()
                    .post("/c/v1/messages", body, "anthropic-version", "2026-10-21", "anthropic-beta", "a-1,b-2");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(ANSWER);
            var asked = provider.take();
            assertThat(asked.headers().getAll("anthropic-version")).containsExactly("2026-10-21");
            assertThat(asked.header("anthropic-beta")).isEqualTo("a-1,b-2");
            assertThat(asked.body()).isEqualTo(body);
        }
    }
}
