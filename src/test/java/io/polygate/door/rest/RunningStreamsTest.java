package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stream costs while it runs.
final class RunningStreamsTest {

    private static final int MIB = 1 << 20;
    private static final String BEGUN =
            "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"role\":\"assistant\","
                    + "\"content\":[],\"usage\":{\"input_tokens\":1}}}\n\n"
                    + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                    + "data: {\"type\":\"content_block_delta\",\"index\":0,"
                    + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n";

    @TempDir
    Path folder;

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    /// The prompts together are larger than the heap.
    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void holdsNoPromptOnceItsAnswerHasBegun(String dialect) {
        provider.answers(
                Script.begin("text/event-stream", dialect.equals("openai") ? Script.ROLE + Script.HELLO : BEGUN));
        var text =
                new GatewayText().backend("fake", dialect, provider.baseUrl()).model("m", "fake", "upstream-model");
        var open = new ArrayList<RawSocket>();
        try (var gateway = new GatewayProcess(text.toString(), folder, Map.of("POLYGATE_HEAP", "72m"))) {
            for (int i = 0; i < 40; i++) {
                var socket = new RawSocket(gateway.port());
                open.add(socket);
                socket.send(RawSocket.post(
                        "{\"model\":\"m\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\""
                                + "x".repeat(2 * MIB) + "\"}]}",
                        "authorization: Bearer sk-test"));
                assertThat(socket.readTo("Hello")).startsWith("HTTP/1.1 200");
                assertThat(provider.take().body().length()).isGreaterThan(2 * MIB);
            }
        } finally {
            open.forEach(RawSocket::close);
        }
    }
}
