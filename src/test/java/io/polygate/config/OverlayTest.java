package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverlayTest {

    @TempDir
    Path folder;

    @Test
    void laterSourcesWin() {
        var file = Loading.file(folder, "server: {port: 1, max-depth: 1, max-header: 1KiB}");
        var environment = Map.of("POLYGATE_SERVER_MAX_DEPTH", "2", "POLYGATE_SERVER_MAX_HEADER", "2KiB");
        var server = Loading.accepted(Loading.sources(file, environment, "--server.max-header=4KiB"))
                .server();
        assertThat(server.port()).isEqualTo(1);
        assertThat(server.maxDepth()).isEqualTo(2);
        assertThat(server.maxHeaderBytes()).isEqualTo(4096);
    }

    @Test
    void setsNestedKeysListsAndWholeSections() {
        var environment = Map.of(
                "POLYGATE_SERVER_CORS_ORIGINS", "https://a.example, https://b.example",
                "POLYGATE_CLUSTER_PEERS", "[\"10.0.0.1:5701\"]",
                "POLYGATE_MANAGEMENT", "{enabled: false}");
        var config = Loading.accepted(ConfigSources.of(
                new String[] {
                    "--providers=[{id: one, dialect: mock, base-url: http://localhost}]",
                    "--keys=[{name: a, key: sk-b}]"
                },
                environment));
        assertThat(config.server().cors().origins()).containsExactly("https://a.example", "https://b.example");
        assertThat(config.cluster().peers()).containsExactly("10.0.0.1:5701");
        assertThat(config.management().enabled()).isFalse();
        assertThat(config.management().port()).isEqualTo(9090);
        assertThat(config.providers()).singleElement().asString().isEqualTo("provider one");
    }

    @Test
    void takesTheValueOfAVariableAsItStands() {
        var config = Loading.accepted(ConfigSources.of(
                new String[] {"--data.dir=${FOLDER:-elsewhere}"}, Map.of("POLYGATE_LOG_FORMAT", "plain")));
        assertThat(config.data().dir()).hasToString("elsewhere");
        assertThat(Loading.accepted(ConfigSources.of(new String[0], Map.of("POLYGATE_DATA_DIR", "${x}")))
                        .data()
                        .dir())
                .hasToString("${x}");
    }

    @Test
    void namesTheVariableOrFlagThatIsWrong() {
        var environment = Map.of("POLYGATE_SERVER_PORT", "abc", "POLYGATE_SERVER_PROT", "1");
        var sources = ConfigSources.of(
                new String[] {"--log.level=loud", "--sever.port=1", "--server.tls.cert=/nowhere", "--chekc", "extra"},
                environment);
        assertThat(Loading.refused(sources))
                .containsExactlyInAnyOrder(
                        "--chekc: unknown argument (expected: --check)",
                        "extra: unknown argument (expected: --config FILE, --section.key=value or --help)",
                        "POLYGATE_SERVER_PROT: unknown key (expected: POLYGATE_SERVER_PORT)",
                        "--sever.port: unknown key (expected: --server.port)",
                        "POLYGATE_SERVER_PORT: server.port: \"abc\" (expected: a whole number from 0 to 65535)",
                        "--log.level: log.level: \"loud\" (expected: one of error, warn, info, debug, trace)",
                        "--server.tls.cert: server.tls.key: missing (expected: a path)",
                        "--server.tls.cert: server.tls.cert: \"/nowhere\" (expected: a readable PEM file)");
    }

    @Test
    void leavesAloneWhatIsNotMeantForIt() {
        var environment = Map.of(
                "POLYGATE_API_KEY", "a client's",
                "POLYGATE_PORT", "tcp://10.0.0.1:8080",
                "POLYGATE_SERVICE_HOST", "10.0.0.1",
                "POLYGATE_SERVER_PORT", "tcp://10.0.0.1:8080",
                "POLYGATE_SERVER_SERVICE_PORT", "8080",
                "POLYGATE_SERVER_PORT_8080_TCP_ADDR", "10.0.0.1");
        assertThat(Loading.accepted(ConfigSources.of(new String[0], environment))
                        .server()
                        .port())
                .isEqualTo(8080);
    }

    @Test
    void everyKeyHasAVariableOfItsOwn() {
        var names = SettingNames.of(ConfigLoader.schema());
        assertThat(names.variables()).hasSameSizeAs(names.paths()).contains("POLYGATE_SERVER_TLS_CERT");
    }

    @Test
    void knowsWhatTheCommandLineAsksFor() {
        assertThat(action()).isEqualTo(ConfigSources.Action.RUN);
        assertThat(action("--check")).isEqualTo(ConfigSources.Action.CHECK);
        assertThat(action("--print-config", "--config", "x.yaml")).isEqualTo(ConfigSources.Action.PRINT_CONFIG);
        assertThat(action("--check", "--help")).isEqualTo(ConfigSources.Action.HELP);
        assertThat(action("--version")).isEqualTo(ConfigSources.Action.VERSION);
        assertThat(ConfigSources.of(new String[] {"--config=a.yaml"}, Map.of()).file())
                .isEqualTo(Path.of("a.yaml"));
        assertThat(ConfigSources.of(new String[0], Map.of("POLYGATE_CONFIG", "b.yaml"))
                        .file())
                .isEqualTo(Path.of("b.yaml"));
        assertThat(ConfigSources.of(new String[] {"--config"}, Map.of()).problems())
                .hasSize(1);
    }

    private static ConfigSources.Action action(String... arguments) {
        return ConfigSources.of(arguments, Map.of()).action();
    }
}
