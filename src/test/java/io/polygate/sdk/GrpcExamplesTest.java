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

/// The example clients of `examples/grpc`.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class GrpcExamplesTest {

    private static final String QUESTION = "Hello 世界";
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText().mock());
    private static final String TARGET = "127.0.0.1:" + GATEWAY.grpcPort();

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    private static void isAnswered(String output) {
        assertThat(output).contains("You said: " + QUESTION).contains("(FINISH_REASON_STOP, ");
    }

    @Test
    void streamsWithPython() {
        isAnswered(Sdk.output(Sdk.PYTHON.example("grpc/chat.py", "mock-model", QUESTION, TARGET)));
    }

    @Test
    void streamsWithTypeScript() {
        isAnswered(Sdk.output(Sdk.NODE.example("grpc/chat.ts", "mock-model", QUESTION, TARGET)));
    }

    @Test
    void streamsWithJava() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mvn")), "needs Maven");
        var project = Path.of("examples/grpc/java").toAbsolutePath();
        isAnswered(Sdk.execute(
                project,
                Map.of("POLYGATE_KEY", "sk-test", "JAVA_HOME", System.getProperty("java.home")),
                "mvn",
                "-B",
                "-q",
                "-Dstyle.color=never",
                "compile",
                "exec:java",
                "-Dexec.args=mock-model '" + QUESTION + "' " + TARGET));
    }
}
