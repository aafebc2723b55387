package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example clients of `examples/transcoding`, with a backend that the gateway learns of by reflection.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class TranscodingExamplesTest {

    private static final String LIST = "library.v1.Library/ListBooks";

    @TempDir
    static Path folder;

    private static LibraryServer library;
    private static TestGateway gateway;
    private static String origin;

    @BeforeAll
    static void start() {
        library = new LibraryServer();
        gateway = TestGateway.start(new GatewayText().grpcBackend("library", library.port(), ""));
        origin = "http://127.0.0.1:" + gateway.port();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        library.close();
    }

    private static ProcessBuilder curl(String... arguments) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
        var builder = new ProcessBuilder(
                "bash", Path.of("examples/transcoding/call.sh").toAbsolutePath().toString());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("POLYGATE_KEY", "sk-test");
        return builder;
    }

    private static Path lines() throws IOException {
        return Files.writeString(folder.resolve("lines"), "{\"name\":\"a\"}\n{\"name\":\"世\"}\n");
    }

    @Test
    void callsWithCurl() throws IOException {
        assertThat(Sdk.output(curl(LIST, "{\"count\": 2}", origin)))
                .isEqualTo("{\"name\":\"books/0\"}\n{\"name\":\"books/1\"}\n\n");
        var streamed = curl("library.v1.Library/Chat", "-", origin).redirectInput(lines().toFile());
        assertThat(Sdk.output(streamed)).isEqualTo("{\"name\":\"a!\"}\n{\"name\":\"世!\"}\n\n");
    }

    @Test
    void callsWithPython() {
        assertThat(Sdk.output(Sdk.PYTHON.example("transcoding/call.py", LIST, "{\"count\": 2}", origin)))
                .isEqualTo("{'name': 'books/0'}\n{'name': 'books/1'}\n");
        assertThatThrownBy(() -> Sdk.output(Sdk.PYTHON.example("transcoding/call.py", LIST, "{\"no\": 2}", origin)))
                .hasMessageContaining("INVALID_ARGUMENT: no: unknown field");
    }

    @Test
    void conversesWithTypeScript() throws IOException {
        var program = Sdk.NODE.example("transcoding/converse.ts", "library.v1.Library/Chat", origin);
        assertThat(Sdk.output(program.redirectInput(lines().toFile())))
                .isEqualTo("{\"name\":\"a!\"}\n{\"name\":\"世!\"}\n");
    }
}
