package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedactionTest {

    private static final String SECRETS = """
            keys: [{name: dev, key: sk-secret-1}]
            providers:
              - id: one
                dialect: openai
                base-url: https://user:secret-2@one.example/v1
                headers: {Authorization: secret-3, X-Title: "mine: #1", anthropic-beta: one}
                credentials: [{value: "${SECRET}"}, {value: "${file:SECRET_FILE}"}]
            """;

    @TempDir
    Path folder;

    @Test
    void printsTheWholeWithoutAnySecret() throws Exception {
        var secret = java.nio.file.Files.writeString(folder.resolve("secret"), "secret-5\n");
        var yaml = SECRETS.replace("SECRET_FILE", secret.toString());
        var config = Loading.accepted(Loading.sources(Loading.file(folder, yaml), Map.of("SECRET", "secret-4")));
        assertThat(config.redacted())
                .doesNotContain("secret-")
                .contains("key: \"***\"", "https://user:***@one.example/v1", "X-Title: \"mine: #1\"", "port: 8080")
                .contains("Authorization: \"***\"", "anthropic-beta: one");
        assertThat(config.toString()
                        + config.providers()
                        + config.keys()
                        + config.providers().getFirst().credentials())
                .doesNotContain("secret-");
    }

    @Test
    void printsWhatLoadsAgain() {
        var first = Loading.accepted(Loading.sources(
                Loading.file(folder, SECRETS.replace("${file:SECRET_FILE}", "a-$${b}")), Map.of("SECRET", "4")));
        var again = Loading.accepted(Loading.sources(Loading.file(folder, first.redacted())));
        assertThat(again.redacted()).isEqualTo(first.redacted());
        assertThat(again.server()).isEqualTo(first.server());
    }

    @Test
    void quotesWhatYamlWouldTakeForSomethingElse() {
        assertThat(java.util.stream.Stream.of(
                                "a",
                                "true",
                                "8080",
                                "007",
                                "1.5",
                                "1e3",
                                "0x1f",
                                "null",
                                "",
                                "-",
                                "- a",
                                "a: b",
                                "a #b",
                                "10s",
                                "127.0.0.1",
                                "*",
                                "é",
                                "a\"b\\c\nd",
                                "host:80",
                                "~")
                        .map(YamlWriter::scalar))
                .containsExactly(
                        "a",
                        "true",
                        "8080",
                        "\"007\"",
                        "\"1.5\"",
                        "\"1e3\"",
                        "\"0x1f\"",
                        "\"null\"",
                        "\"\"",
                        "\"-\"",
                        "\"- a\"",
                        "\"a: b\"",
                        "\"a #b\"",
                        "10s",
                        "127.0.0.1",
                        "\"*\"",
                        "\"é\"",
                        "\"a\\\"b\\\\c\\nd\"",
                        "host:80",
                        "\"~\"");
    }
}
