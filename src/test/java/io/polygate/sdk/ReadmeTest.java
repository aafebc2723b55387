package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first calls of the README, pasted as they stand into a shell, against a gateway without any configuration.
final class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("```sh\n(curl .*?)```", Pattern.DOTALL);
    private static final int LEAST = 5;
    private static final TestGateway GATEWAY =
            TestGateway.start("server: {port: 0}\nmanagement: {port: 0}\ngrpc: {port: 0}\n"
                    + "keys: [{name: readme, key: sk-readme}]\nlog: {calls: false, level: warn}\n");

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    private static List<String> calls(String file) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1))
                .filter(call -> call.contains("mock") || !call.contains("\"model\""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void everyFirstCallWorks(String file) throws Exception {
        var calls = calls(file);
        assertThat(calls).hasSizeGreaterThanOrEqualTo(LEAST);
        for (var call : calls) {
            var output = paste(call);
            assertThat(output).as(call).isNotBlank().doesNotContain("\"error\":{");
        }
    }

    @Test
    void bothLanguagesShowTheSameCalls() throws IOException {
        assertThat(calls("README.zh-CN.md")).hasSameSizeAs(calls("README.md"));
    }

    private static String paste(String call) throws Exception {
        var here = call.replace("127.0.0.1:8080", "127.0.0.1:" + GATEWAY.port())
                .replace("127.0.0.1:9090", "127.0.0.1:" + GATEWAY.managementPort());
        var strict = "set -e; curl() { command curl --fail-with-body -sS --max-time 60 \"$@\"; }\n";
        var builder = new ProcessBuilder("bash", "-c", strict + here).redirectErrorStream(true);
        builder.environment().put("POLYGATE_KEY", "sk-readme");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Assumptions.assumeFalse(process.exitValue() == 127, "needs curl");
        assertThat(process.exitValue()).as("%s%n%s", call, output).isZero();
        return output;
    }
}
