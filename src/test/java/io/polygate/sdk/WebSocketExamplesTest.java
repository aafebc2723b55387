package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example clients of `examples/websocket` that need nothing installed but their language.
final class WebSocketExamplesTest {

    @Test
    void streamsWithNothingButNode(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "needs node");
        var program = Path.of("examples/websocket/stream.mjs").toAbsolutePath().toString();
        try (var gateway = TestGateway.start(new GatewayText().mock())) {
            var said = Sdk.execute(
                    folder,
                    Map.of("POLYGATE_KEY", "sk-test"),
                    "node",
                    "--experimental-websocket",
                    program,
                    "mock-model",
                    "Hello 世界",
                    "ws://127.0.0.1:" + gateway.port() + "/ws");
            assertThat(said).contains("You said: Hello 世界").contains("(stop, ");
        }
    }
}
