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

/// The example clients of `examples/graphql`.
final class GraphQlExamplesTest {

    private static final String QUESTION = "Hello \"世界\"";

    @Test
    void asksWithCurl(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
        assertThat(run(folder, "bash", "chat.sh")).contains("Hello \\\"世界\\\"").contains("\"finishReason\":\"STOP\"");
    }

    @Test
    void streamsWithNothingButNode(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "needs node");
        assertThat(run(folder, "node", "stream.mjs")).contains(QUESTION).contains("(STOP, ");
    }

    private static String run(Path folder, String language, String program) throws IOException {
        var path = Path.of("examples/graphql", program).toAbsolutePath().toString();
        try (var gateway = TestGateway.start(new GatewayText().mock())) {
            var origin = "http://127.0.0.1:" + gateway.port();
            return Sdk.execute(
                    folder, Map.of("POLYGATE_KEY", "sk-test"), language, path, "mock-model", QUESTION, origin);
        }
    }
}
