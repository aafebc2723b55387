package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example clients of `examples/rest`.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class RestExamplesTest {

    private static final String QUESTION = "Hello \"世界\"";
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText().mock());
    private static final String ORIGIN = "http://127.0.0.1:" + GATEWAY.port();

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    @Test
    void streamsWithCurl(@TempDir Path folder) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
        var program = Path.of("examples/rest/chat.sh").toAbsolutePath().toString();
        var key = Map.of("POLYGATE_KEY", "sk-test");
        assertThat(Sdk.execute(folder, key, "bash", program, "mock-model", QUESTION, ORIGIN))
                .contains("\"content\":\"世\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void streamsWithPython() {
        assertThat(Sdk.output(Sdk.PYTHON.example("rest/chat.py", "mock-model", QUESTION, ORIGIN)))
                .contains("You said: " + QUESTION)
                .contains(" tokens)");
    }

    @Test
    void streamsWithTypeScript() {
        assertThat(Sdk.output(Sdk.NODE.example("rest/chat.ts", "mock-model", QUESTION, ORIGIN)))
                .contains("You said: " + QUESTION)
                .contains(" tokens)");
    }
}
