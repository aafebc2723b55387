package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream in its caller's own dialect that breaks in the middle of an event: the half of it is no part of the error.
final class BrokenStreamsTest {

    private static final FakeProvider BACKEND = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .backend("claude", "anthropic", "http://127.0.0.1:" + BACKEND.port())
            .backend("google", "gemini", "http://127.0.0.1:" + BACKEND.port() + "/v1beta"));

    @AfterAll
    static void close() {
        GATEWAY.close();
        BACKEND.close();
    }

    @Test
    void anAnthropicStreamEndsBehindAWholeEventWithAnErrorOfItsOwn() {
        var begun =
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\","
                        + "\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n";
        BACKEND.answers(Script.cut(begun + "event: content_block_st"));
        var answer = GATEWAY.caller()
                .post(
                        "/v1/messages",
                        "{\"model\":\"claude/c\",\"max_tokens\":9,\"stream\":true,"
                                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(begun + "event: error\ndata: {\"type\":\"error\"");
    }

    @Test
    void aGeminiStreamEndsBehindAWholeEventWithAnErrorOfItsOwn() {
        var begun = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\r\n\r\n";
        BACKEND.answers(Script.cut(begun + "data: {\"cand"));
        var answer = GATEWAY.caller()
                .post(
                        "/v1beta/models/google%2Fg:streamGenerateContent?alt=sse",
                        "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(begun + "data: {\"error\":{\"code\":502");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", ",\r\n{\"candi", ",\r\n{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"}],["})
    void aGeminiArrayEndsWithAnErrorAsItsLastItem(String half) {
        var item = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}";
        BACKEND.answers(Script.cut("application/json", "[" + item + half));
        var answer = GATEWAY.caller()
                .post(
                        "/v1beta/models/google%2Fg:streamGenerateContent",
                        "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        var items = Json.parse(answer.body()).items();
        assertThat(items).hasSize(2);
        assertThat(items.getFirst()).hasToString(item);
        assertThat(items.getLast().object("error").number("code")).isEqualTo(502);
    }
}
